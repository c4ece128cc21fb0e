"""Kinds of Word files, what is in them besides text, what is refused."""

from __future__ import annotations

import contextlib
import io
import tracemalloc
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from extractor import ReadError
from extractor.readers import read_bytes
from tests.word_maker import (
    OFFICE,
    body,
    file,
    related,
    row,
    said,
    table,
    texts,
    with_parts,
    word,
)

# --- files, pictures and objects in a file ---------------------------------------------------------------------

CHUNK = "<html><body><p>收入35万元。</p><table>{}{}</table></body></html>".format(
    *(f"<tr><td>{label}</td><td>{figure}</td></tr>" for label, figure in (("项", "数"), ("甲", "1")))
)
SAVED = (
    'MIME-Version: 1.0\nContent-Type: multipart/related; type="text/html"; boundary="=b"\n\n'
    f'--=b\nContent-Type: text/html; charset="utf-8"\n\n{CHUNK}\n--=b--\n'
)
CHUNKS = {
    "a.htm": CHUNK.encode(),
    "a.mht": SAVED.encode(),
    "a.docx": file(body(said("收入35万元。"), table(row("项", "数"), row("甲", "1")))),
}


def with_chunk(name: str, data: bytes) -> Callable[[Any], None]:
    def make(document: Any) -> None:
        chunk = f'<w:altChunk r:id="{related(document, "aFChunk", name, data, "text/html")}"/>'
        body(said("前"), chunk, said("后"))(document)

    return make


@pytest.mark.parametrize("name", list(CHUNKS))
def test_a_file_within_a_file_is_read_where_it_stands(name: str) -> None:
    document = word(with_chunk(name, CHUNKS[name]))
    assert document.text == "前\n收入35万元。\n项\t数\n甲\t1\n后\n"
    assert texts(document) == [[["项", "数"], ["甲", "1"]]]


def test_a_file_within_a_file_that_can_not_be_read_is_told() -> None:
    document = word(with_chunk("a.pdf", b"%PDF-1.4 obj"))
    assert document.text == "前\n后\n"
    assert [warning.code for warning in document.warnings] == ["part"]


def test_files_within_files_are_not_followed_without_end() -> None:
    data = file(body(said("底")))
    for _ in range(3):
        data = file(with_chunk("a.docx", data))
    document = read_bytes(data, "x.docx")
    assert (document.text, [warning.code for warning in document.warnings]) == ("前\n前\n后\n后\n", ["part"])


def test_a_file_that_stands_in_many_places_does_not_fill_the_memory() -> None:
    def make(document: Any) -> None:
        name = related(document, "aFChunk", "a.txt", ("公开12条\n" * 100_000).encode(), "text/plain")
        body(*[f'<w:altChunk r:id="{name}"/>'] * 1000)(document)

    document = word(make)
    assert len(document.text) < 20_000_000
    assert [warning.code for warning in document.warnings] == ["part"]


def picture(width: float, height: float) -> str:
    extent = f'<wp:extent cx="{int(width * 360_000)}" cy="{int(height * 360_000)}"/>'
    return f"<w:p><w:r><w:drawing><wp:inline>{extent}</wp:inline></w:drawing></w:r></w:p>"


OLD_PICTURE = (
    '<w:p><w:r><w:pict><v:shape style="width:400pt;height:300.5pt"><v:imagedata r:id="x"/></v:shape></w:pict></w:r>'
    "</w:p>"
)


@pytest.mark.parametrize(
    ("pictures", "codes"),
    [
        ([picture(14, 11)], ["pictures"]),
        ([OLD_PICTURE], ["pictures"]),
        ([picture(4.2, 4.2)], []),  # a seal
        ([picture(1, 1)] * 5, []),  # icons
        ([picture(5, 5)] * 2, ["pictures"]),
    ],
)
def test_a_picture_that_may_hold_figures_is_told(pictures: list[str], codes: list[str]) -> None:
    assert [warning.code for warning in word(body(said("表1 收支表"), *pictures)).warnings] == codes


def embedding(data: bytes, made_by: str) -> Callable[[Any], None]:
    def make(document: Any) -> None:
        name = related(document, "package", "embeddings/a.xlsx", data, "application/octet-stream")
        held = f'<w:r><w:object><o:OLEObject ProgID="{made_by}" r:id="{name}"/></w:object></w:r>'
        body(said("表1"), f"<w:p>{held}</w:p>", said("完"))(document)

    return make


def test_an_embedded_object_that_is_not_read_is_told() -> None:
    document = word(embedding(b"MathType", "Equation.DSMT4"))
    (warning,) = document.warnings
    assert (document.text, warning.code, "Equation.DSMT4" in warning.message) == ("表1\n完\n", "objects", True)


def test_an_embedded_sheet_is_read_as_far_as_it_is_shown() -> None:
    book = openpyxl.Workbook()
    for cells in (("项目", "数", "草稿"), ("收入", 8, 1), ("支出", 9, 1)):
        book.active.append(cells)
    book.create_sheet("另").append(("不见", 1))
    buffer = io.BytesIO()
    book.save(buffer)
    shown = with_parts(buffer.getvalue(), {"xl/workbook.xml": shown_range(buffer.getvalue(), "A1:B2")})
    document = word(embedding(shown, "Excel.Sheet.12"))
    assert document.text == "表1\n项目\t数\n收入\t8\n完\n"
    assert texts(document) == [[["项目", "数"], ["收入", "8"]]]
    assert [warning.code for warning in document.warnings] == ["embedded_sheets"]


def shown_range(data: bytes, place: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return parts.read("xl/workbook.xml").replace(b"</workbook>", f'<oleSize ref="{place}"/></workbook>'.encode())


# --- refused --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (file(lambda _: None), "no_text"),
        (file(body(said("甲")))[:-400], "damaged"),
        (file(body(said("甲")), replaced={"word/document.xml": "<w:document"}), "damaged"),
        (file(body(said("甲")), replaced={"[Content_Types].xml": "<x/>"}), "damaged"),
    ],
)
def test_a_file_that_is_none_is_refused_in_one_line(data: bytes, code: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_bytes(data, "x.docx")
    assert caught.value.code in {code, "unsupported"}
    assert "\n" not in str(caught.value)


def test_a_file_with_any_byte_changed_is_read_or_refused() -> None:
    data = file(body(*[said("公开12条")] * 50))
    for place in range(0, len(data), 97):
        broken = bytearray(data)
        broken[place] ^= 0xFF
        with contextlib.suppress(ReadError):
            read_bytes(bytes(broken), "x.docx")


def test_what_says_it_is_small_is_not_unpacked_beyond_that() -> None:
    size = 50_000_000
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/document.xml", b" " * size)
    data = buffer.getvalue().replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    tracemalloc.start()
    with pytest.raises(ReadError) as caught:
        read_bytes(data, "x.docx")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert caught.value.code == "damaged"
    assert most < size / 5


def test_what_unpacks_to_too_much_is_refused_before_it_is_unpacked() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/document.xml", b" " * 60_000_000)
    with pytest.raises(ReadError, match="unpacks to"):
        read_bytes(buffer.getvalue(), "x.docx")


# --- kinds of Word files ------------------------------------------------------------------------------------------

MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
RELATIONS = "application/vnd.openxmlformats-package.relationships+xml"
PLAIN = file(body(said("公开12条"), table(row("项", "数"), row("甲", "1"))))


def rewritten(old: str, new: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as parts:
        texts = {name: parts.read(name) for name in parts.namelist() if name.endswith((".xml", ".rels"))}
    return with_parts(PLAIN, {name: text.replace(old.encode(), new.encode()) for name, text in texts.items()})


def elsewhere() -> bytes:
    made = io.BytesIO()
    data = rewritten("word/document.xml", "word/document2.xml")
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(name.replace("document.xml", "document2.xml"), old.read(name))
    return made.getvalue()


def flat() -> bytes:
    """All parts in one XML file, as Word saves it."""
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as old:
        document = old.read("word/document.xml").decode().split("?>", 1)[1]
    relation = f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
    of_package = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts = {
        "_rels/.rels": (RELATIONS, f'<Relationships xmlns="{of_package}">{relation}</Relationships>'),
        "word/document.xml": (MAIN, document),
    }
    written = (
        f'<pkg:part pkg:name="/{name}" pkg:contentType="{kind}"><pkg:xmlData>{xml}</pkg:xmlData></pkg:part>'
        for name, (kind, xml) in parts.items()
    )
    head = '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
    package = '<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">'
    return f"{head}{package}{''.join(written)}</pkg:package>".encode()


@pytest.mark.parametrize(
    "data",
    [
        rewritten(MAIN, "application/vnd.ms-word.document.macroEnabled.main+xml"),
        rewritten(MAIN, "application/vnd.ms-word.template.macroEnabledTemplate.main+xml"),
        rewritten(MAIN, "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"),
        rewritten(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/", "http://purl.oclc.org/ooxml/wordprocessingml/"
        ),
        elsewhere(),
        flat(),
    ],
    ids=["macros", "template with macros", "template", "strict", "elsewhere", "flat"],
)
def test_every_kind_of_word_file_is_read(data: bytes) -> None:
    document = read_bytes(data, "x.docx")
    assert document.text == "公开12条\n项\t数\n甲\t1\n"
    assert document.source.media_type.endswith("wordprocessingml.document")


def test_a_part_that_is_not_there_is_not_missed() -> None:
    relation = f'<Relationship Id="rId999" Type="{OFFICE}/image" Target="NULL"/></Relationships>'
    assert read_bytes(rewritten("</Relationships>", relation), "x.docx").text.startswith("公开12条")
