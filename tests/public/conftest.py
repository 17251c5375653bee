from tests.record import published, record
from tests.releases import release

__all__ = ["published", "record", "release"]
