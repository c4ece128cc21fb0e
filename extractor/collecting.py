"""The garbage collector, paused while much is made, little of which refers in circles."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting() -> Iterator[None]:
    """Pause the collector: it would look through thousands of small values again and again, and find next to nothing.

    What refers in circles (the elements of a page) is freed after it.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
