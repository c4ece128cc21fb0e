"""Files made to keep a reader busy or to fill its memory: each small, and with nothing a report would have."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
import zlib
from collections.abc import Callable

from PIL import Image

from tests.pdf_maker import assemble, stream
from tests.zip_maker import Part, zip_of

SAYS = "BT /F 12 Tf 72 700 Td (Report of 2017: 107 pieces were published) Tj ET"
_CATALOGUE = "<</Type/Catalog/Pages 2 0 R>>"
_PAGES = "<</Type/Pages/Kids[3 0 R]/Count 1>>"
_RESOURCES = "/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>"
_PAGE = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R{_RESOURCES}>>"
_FONT = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
_FORM = "/Type/XObject/Subtype/Form/BBox[0 0 595 842]"


def _pdf(*more: str | bytes, page: str = _PAGE, says: str | bytes = SAYS, head: str = "") -> bytes:
    return assemble(_CATALOGUE, _PAGES, page, stream(says, head), _FONT, *more)


def a_million_objects() -> bytes:
    return _pdf(stream(""), *["<</A 1>>"] * 1_000_000)


def a_million_drawings() -> bytes:
    drawn = b"0 0 m 5 5 l S\n" * 1_000_000 + SAYS.encode()
    return _pdf(stream(""), says=zlib.compress(drawn), head="/Filter/FlateDecode")


def a_form_that_draws_itself_twice() -> bytes:
    return _pdf(stream("/X Do /X Do", f"{_FORM}/Resources<</XObject<</X 6 0 R>>>>"), says=f"{SAYS} /X Do")


def forms_that_draw_each_other_thrice() -> bytes:
    deep = [stream("/X Do /X Do /X Do", f"{_FORM}/Resources<</XObject<</X {n} 0 R>>>>") for n in range(7, 37)]
    return _pdf(*deep, stream("", _FORM), says=f"{SAYS} /X Do")


def references_in_a_circle() -> bytes:
    return _pdf(stream(""), "8 0 R", "7 0 R", page=_PAGE.replace("/Contents 4 0 R", "/Contents 7 0 R"))


def a_length_that_refers_to_itself() -> bytes:
    content = f"<</Length 7 0 R>>\nstream\n{SAYS}\nendstream"
    return assemble(_CATALOGUE, _PAGES, _PAGE, content, _FONT, stream(""), "7 0 R")


def pages_in_a_circle() -> bytes:
    pages = "<</Type/Pages/Kids[3 0 R 2 0 R]/Count 1000000>>"
    return assemble(_CATALOGUE, pages, _PAGE, stream(SAYS), _FONT, stream(""))


def arrays_in_arrays() -> bytes:
    return assemble(
        f"<</Type/Catalog/Pages 2 0 R/X {'[' * 200_000}{']' * 200_000}>>", _PAGES, _PAGE, stream(SAYS), _FONT
    )


def a_zip_bomb() -> bytes:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open("bomb.txt", "w", force_zip64=True) as part,
    ):
        for _ in range(600):
            part.write(bytes(1 << 20))
    return buffer.getvalue()


def a_gzip_bomb() -> bytes:
    return gzip.compress(gzip.compress(bytes(600 << 20), 9), 9)


def a_zip_that_leads_out() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr("../../../tmp/out.txt", "x")
        packed.writestr("/etc/cron.d/x", "x")
    return buffer.getvalue()


def a_giant_picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("1", (40_000, 40_000)).save(buffer, "PNG")
    return buffer.getvalue()


def a_damaged_form() -> bytes:
    form = stream(b"no zlib", f"{_FORM}/Filter/FlateDecode/Resources<</XObject<</X 6 0 R>>>>")
    return _pdf(form, says=f"{SAYS} /X Do")


def names_of_forms() -> bytes:
    return _pdf(stream("/Subtype/Form " * 40_000))


def comments_without_end() -> bytes:
    return b"<!---->" * 4_000 + b"<x"


def elements_in_elements() -> bytes:
    return b"<html><body>" + b"<div>" * 100_000 + "公开12条。".encode() + b"</div>" * 100_000


def cells_over_everything() -> bytes:
    return b"<html><body><table>" + b"<tr><td rowspan=65534 colspan=1000>1<td>2</tr>" * 3000 + b"</table>"


def dots_without_end() -> bytes:
    return "公开\n".encode() + b"." * 400_000 + b"\n"


def blanks_without_end() -> bytes:
    return "公开\n".encode() + b" " * 400_000 + b"\n"


def tags_without_end() -> bytes:
    return b"<p><b " * 200_000


def a_million_rows() -> bytes:
    return "指标 | 数\n".encode() + "公开 | 5\n".encode() * 1_000_000


def four_gigabytes_that_say_they_are_thirty_bytes() -> bytes:
    deflated = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = deflated.compress(bytes(1 << 24)) + deflated.flush(zlib.Z_FULL_FLUSH)  # what follows may be the same again
    return zip_of(Part(b"x.txt", b"", 8, piece * 256 + deflated.flush(), size=30))


def a_head_of_gigabytes() -> bytes:
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.XHDTYPE, 1 << 33
    return info.tobuf(tarfile.GNU_FORMAT) + bytes(2048)


HOSTILE: tuple[Callable[[], bytes], ...] = (
    a_million_objects,
    a_million_drawings,
    a_form_that_draws_itself_twice,
    forms_that_draw_each_other_thrice,
    references_in_a_circle,
    a_length_that_refers_to_itself,
    pages_in_a_circle,
    arrays_in_arrays,
    a_zip_bomb,
    a_gzip_bomb,
    a_zip_that_leads_out,
    a_giant_picture,
    a_damaged_form,
    names_of_forms,
    comments_without_end,
    elements_in_elements,
    cells_over_everything,
    dots_without_end,
    blanks_without_end,
    tags_without_end,
    a_million_rows,
    four_gigabytes_that_say_they_are_thirty_bytes,
    a_head_of_gigabytes,
)
