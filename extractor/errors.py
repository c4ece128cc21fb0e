"""The exceptions of the package.

A report's mistakes are findings; only what keeps us from reading is an exception::

    ExtractorError
    ├── ReadError       a file could not be read as a document
    ├── PatternError    a pattern file is wrong: the message names file, pattern and case
    ├── OutputError     a result file could not be written, or holds something else
    └── CheckError      the checks were asked for without the text they need

Every message says what, where, and what to do, in one line.
"""

from __future__ import annotations


class ExtractorError(Exception):
    """Base of all errors a caller may want to catch."""


class ReadError(ExtractorError):
    """A file could not be read as a document.

    ``code`` is a short stable word for failure records: ``missing``, ``directory``, ``permission``, ``unreadable``,
    ``binary``, ``encoding``, ``too_large``, ``unsupported``, ``damaged``, ``encrypted``, ``error_page``, ``no_text``,
    ``timeout``, ``crash``, ``pattern``, ``error``; of archives ``archive``, ``unsafe``, ``too_deep``; for want of an
    optional part ``needs_ocr``, ``needs_office``, ``needs_7z``.
    """

    def __init__(self, path: str, code: str, problem: str, advice: str) -> None:
        super().__init__(f"{in_one_line(path)}: {problem}; {advice}")
        self.path = path
        self.code = code
        self.problem = problem
        self.advice = advice

    def __reduce__(self) -> tuple[type[ReadError], tuple[str, str, str, str]]:
        return ReadError, (self.path, self.code, self.problem, self.advice)


def without_memory(path: str) -> ReadError:
    """Return the error for a file for which there is no memory."""
    return ReadError(
        path, "too_large", "there is not enough memory for it", "no report needs as much; look at the file"
    )


def as_utf8(path: str) -> str:
    r"""Return a path that any encoder takes: bytes of a file name that are not UTF-8 are written as ``\xff``."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def in_one_line(text: str) -> str:
    """Return a text without control characters, which would break a message or play tricks on a terminal."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in as_utf8(text))


class PatternError(ExtractorError):
    """A pattern file is not valid, or one of its own cases fails."""


class OutputError(ExtractorError):
    """A result could not be written, or an existing file is not one of ours."""


class CheckError(ExtractorError):
    """A report without its text (read back from JSON) was given to the checks."""
