"""Tags and filters of templates: `formatting` prints codes, days and numbers, `identity` whose site it is."""
