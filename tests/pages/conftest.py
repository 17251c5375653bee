from tests.record import published, record

__all__ = ["published", "record"]
