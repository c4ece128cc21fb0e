"""Old files of Office, and those that are XML, through LibreOffice."""

from __future__ import annotations

import pytest

from extractor import ReadError, extract
from extractor.readers import office, read_bytes
from extractor.readers.kinds import kind_of
from tests.conftest import shared

NEEDS_OFFICE = pytest.mark.skipif(office.office_program() is None, reason="LibreOffice is not on this machine")
RTF = "{\\rtf1\\ansi " + "".join(f"\\u{ord(char)}?" for char in "全年公开信息12条。") + "\\par}"


@NEEDS_OFFICE
def test_an_old_file_is_read_through_libreoffice() -> None:
    document = read_bytes(RTF.encode(), "x.doc")
    assert document.text.strip() == "全年公开信息12条。"
    assert (document.source.media_type, document.source.bytes) == ("application/rtf", len(RTF))
    assert [warning.code for warning in document.warnings] == ["converted"]


WORD_2003 = (
    '<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/'
    'office/word/2003/wordml"><w:body><w:p><w:r><w:t>全年公开信息12条。</w:t></w:r></w:p></w:body></w:wordDocument>'
)
EXCEL_2003 = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:'
    'spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="Sheet1"><Table><Row>'
    '<Cell><Data ss:Type="String">全年公开信息12条。</Data></Cell></Row></Table></Worksheet></Workbook>'
)
OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns"
FLAT_TEXT = (
    f'<?xml version="1.0"?>\n\n<office:document xmlns:office="{OPEN_DOCUMENT}:office:1.0" '
    f'xmlns:text="{OPEN_DOCUMENT}:text:1.0" office:version="1.3" '
    'office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text>'
    "<text:p>全年公开信息12条。</text:p></office:text></office:body></office:document>"
)


@NEEDS_OFFICE
@pytest.mark.parametrize("xml", [WORD_2003, EXCEL_2003, FLAT_TEXT], ids=["Word 2003", "Excel 2003", "flat text"])
def test_a_file_of_office_that_is_xml_is_read_through_libreoffice(xml: str) -> None:
    assert read_bytes(xml.encode(), "x.xml").text.strip() == "全年公开信息12条。"


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_xml_of_office_is_told_from_other_xml(mark: str) -> None:
    kinds = [kind_of(f"{mark}{xml}".encode(), "x") for xml in (WORD_2003, EXCEL_2003, FLAT_TEXT)]
    assert kinds == ["office"] * 3
    page = (
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body><table><tr><td>1</td></tr></table></body></html>'
    )
    assert kind_of(f"{mark}{page}".encode(), "x") == "page"
    with pytest.raises(ReadError, match="XML"):
        kind_of(f"{mark}<报告>公开</报告>".encode(), "x")


@NEEDS_OFFICE
def test_a_real_old_file_is_read_with_its_tables() -> None:
    report = extract(read_bytes(shared("real/budget/和田地区_2025年决算.doc").read_bytes(), "x.doc"))
    assert (report.report.year, len(report.tables)) == (2025, 29)


@NEEDS_OFFICE
def test_what_libreoffice_can_not_read_is_refused() -> None:
    with pytest.raises(ReadError) as caught:
        read_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000), "x.doc")
    assert caught.value.code in {"damaged", "no_text"}


def test_without_libreoffice_the_command_that_would_help_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "office_program", lambda: None)
    with pytest.raises(ReadError, match="apt install libreoffice-writer") as caught:
        read_bytes(RTF.encode(), "x.doc")
    assert caught.value.code == "needs_office"


def test_an_encrypted_new_file_is_told() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(ReadError, match="password"):
        read_bytes(data, "x.docx")
