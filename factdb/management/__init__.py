"""The `commands`, and what they share: `finding` turns the names that they take into users and working copies."""
