from tests.publishing.history import claim, history

__all__ = ["claim", "history"]
