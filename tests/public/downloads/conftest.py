from tests.releases import release

__all__ = ["release"]
