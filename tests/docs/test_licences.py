"""Every package that a site installs is listed with its licence."""

import pytest

from tests import licences


def test_list_is_that_of_the_locked_packages():
    """`make lock` writes it."""
    assert licences.LIST.read_text() == licences.build_list()


@pytest.mark.parametrize("stated", [{}, {"License": "UNKNOWN"}, {"License": "\n"}])
def test_package_without_a_licence_is_refused(monkeypatch, stated):
    class Stated(dict):
        def get_all(self, name, otherwise):
            return otherwise

        def __missing__(self, name):
            return None

    monkeypatch.setattr(licences, "metadata", lambda name: Stated(stated))
    with pytest.raises(licences.NoLicence, match="none states no licence"):
        licences.find_licence("none")


def test_package_that_is_nowhere_is_refused():
    with pytest.raises(licences.NoLicence, match="not installed"):
        licences.find_licence("factdb-none")
