from __future__ import annotations

import doctest

import pytest

import extractor


@pytest.mark.parametrize("name", extractor.__all__)
def test_every_public_name_can_be_had(name: str) -> None:
    assert getattr(extractor, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        extractor.nothing  # noqa: B018 the access is the test


def test_the_example_in_the_docstring_holds() -> None:
    assert doctest.testmod(extractor).failed == 0
