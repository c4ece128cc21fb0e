"""Makes Word files for the tests, of WordprocessingML as it is written in them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from extractor import Document
from extractor.readers import read_bytes

NAMES = (
    nsdecls("w", "r", "wp", "a", "pic", "m")
    + ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def word(make: Callable[[Any], object], *, replaced: Mapping[str, str | bytes] | None = None) -> Document:
    return read_bytes(file(make, replaced=replaced), "x.docx")


def file(make: Callable[[Any], object], *, replaced: Mapping[str, str | bytes] | None = None) -> bytes:
    """Make a file; ``replaced`` are parts to change, by name, with their whole text."""
    document = docx.Document()
    make(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return with_parts(buffer.getvalue(), replaced) if replaced else buffer.getvalue()


def with_parts(data: bytes, replaced: Mapping[str, str | bytes]) -> bytes:
    """Change parts of a file, or put new ones in."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(changed, "w") as new:
        parts: dict[str, str | bytes] = {name: old.read(name) for name in old.namelist()}
        for name, part in {**parts, **replaced}.items():
            new.writestr(name, part)
    return changed.getvalue()


def related(document: Any, kind: str, name: str, data: bytes, media_type: str = "application/xml") -> str:
    """Put a part into a file that its main part refers to; return by what."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    part = Part(PackURI(f"/word/{name}"), media_type, data, document.part.package)
    made: str = document.part.relate_to(part, f"{OFFICE}/{kind}")
    return made


def body(*blocks: str) -> Callable[[Any], None]:
    """A body of the given WordprocessingML, before the section's properties."""

    def make(document: Any) -> None:
        for block in blocks:
            document.element.body.insert(-1, parse_xml(named(block)))

    return make


def named(xml: str) -> str:
    """XML with the names of the name spaces in its first element."""
    at = min(place for place in (xml.find(">"), xml.find("/>"), xml.find(" ")) if place > 0)
    return f"{xml[:at]} {NAMES}{xml[at:]}"


def said(*runs: str, properties: str = "") -> str:
    before = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{before}{''.join(f'<w:r><w:t>{run}</w:t></w:r>' for run in runs)}</w:p>"


def raised(text: str) -> str:
    return f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>{text}</w:t></w:r>'


def row(*cells: str) -> str:
    """A row of cells, each words or the blocks in it."""
    held = (cell if cell.startswith("<w:") else said(cell) for cell in cells)
    return f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in held)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def styles(*made: str) -> str:
    return f"<w:styles {NAMES}>{''.join(made)}</w:styles>"


def style(name: str, inside: str, *, based_on: str = "", kind: str = "paragraph", called: str = "") -> str:
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    shown = f'<w:name w:val="{called or name}"/>'
    return f'<w:style w:type="{kind}" w:styleId="{name}">{shown}{base}{inside}</w:style>'


def texts(document: Document) -> list[list[list[str]]]:
    """The words of each cell of each row of each table."""
    return [
        [[document.text[cell.start : cell.end] for cell in cells] for cells in grid.rows] for grid in document.grids
    ]
