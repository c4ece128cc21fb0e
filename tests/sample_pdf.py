"""The sample PDF of the corpus: a report in the form in force since 2021, of a district that does not exist.

python -m tests.sample_pdf            # writes corpus/pdf/qingxi-2023.pdf

Planted: in table 4 the outcomes of 行政复议 make 6, its total says 5; the text says 38 applications, as table 3 does.
"""

from __future__ import annotations

from pathlib import Path

from tests.pdf_maker import Sheet, pdf, wrapped

PATH = Path(__file__).parent.parent / "corpus" / "pdf" / "qingxi-2023.pdf"

_KINDS = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
_GROUNDS = (
    "属于国家秘密",
    "其他法律行政法规禁止公开",
    "危及“三安全一稳定”",
    "保护第三方合法权益",
    "属于三类内部事务信息",
)
_MORE_GROUNDS = ("属于四类过程性信息", "属于行政执法案卷", "属于行政查询事项")
_NOT_HELD = ("本机关不掌握相关政府信息", "没有现成信息需要另行制作", "补正后申请内容仍不明确")
_NOT_HANDLED = (
    "信访举报投诉类申请",
    "重复申请",
    "要求提供公开出版物",
    "无正当理由大量反复申请",
    "要求行政机关确认或重新出具已获取信息",
)
_WIDTHS = (24, 62, 150, 32, 32, 32, 32, 32, 32, 32)


_TITLE = ("青溪区人民政府", "2023年政府信息公开工作年度报告")
_HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
_PREAMBLE = "本报告按照《中华人民共和国政府信息公开条例》的要求编制，所列数据的统计期限为2023年1月1日至2023年12月31日。"
_GENERAL = (
    "2023年，全区围绕群众关心的事项做好公开。全年收到政府信息公开申请38件，其中自然人33件，全部按期答复。"
    "门户网站改版以后，查阅最多的是办事指南和征地信息，区图书馆的查阅点每周开放六天。"
)
_PROBLEMS = "解读材料偏长，图表偏少。下一步请写材料的科室先把要点列成一页，再交给窗口人员试读。"
_OTHER = "本年度没有收取信息处理费。"

Table = tuple[list[list[str]], dict[tuple[int, int], tuple[int, int]]]
"""The texts of a table's cells, and height and width of its merged ones by row and column."""


def _row(label: tuple[str, str, str], people: int = 0, firms: int = 0) -> list[str]:
    return [*label, str(people), str(firms), "0", "0", "0", "0", str(people + firms)]


def _table_3() -> Table:
    note = "（本列数据的勾稽关系为：第一项加第二项之和，\n等于第三项加第四项之和）"
    kinds = ["\n".join(kind[start : start + 2] for start in range(0, len(kind), 2)) for kind in _KINDS]
    head = [
        [note, "", "", "申请人情况", *[""] * 6],
        ["", "", "", "自然人", "法人或其他组织", *[""] * 4, "总计"],
        [*[""] * 4, *kinds, ""],
        [""] * 10,
        [""] * 10,
    ]
    spans = {(0, 0): (5, 3), (0, 3): (1, 7), (1, 3): (4, 1), (1, 4): (1, 5), (1, 9): (4, 1)}
    spans |= {(2, column): (3, 1) for column in range(4, 9)}
    rows = [
        _row(("一、本年新收政府信息公开申请数量", "", ""), 33, 5),
        _row(("二、上年结转政府信息公开申请数量", "", ""), 1),
    ]
    spans |= {(5, 0): (1, 3), (6, 0): (1, 3)}
    rows += [_row(("\n".join("三、本年度办理结果"), "（一）予以公开", ""), 19, 3), _row(("", "（二）部分公开", ""), 2)]
    spans |= {(7, 1): (1, 2), (8, 1): (1, 2)}
    groups = (
        ("（三）不予公开", (*_GROUNDS, *_MORE_GROUNDS), {"属于四类过程性信息": 1}),
        ("（四）无法提供", _NOT_HELD, {"本机关不掌握相关政府信息": 11}),
        ("（五）不予处理", _NOT_HANDLED, {"重复申请": 1}),
    )
    for name, labels, counts in groups:
        spans[len(head) + len(rows), 1] = (len(labels), 1)
        for number, label in enumerate(labels, start=1):
            firms = 2 if label == "本机关不掌握相关政府信息" else 0
            printed = ("", name if number == 1 else "", f"{number}.{label}")
            rows.append(_row(printed, counts.get(label, 0) - firms, firms))
    rows.append(_row(("", "（六）其他处理", "")))
    spans[len(head) + len(rows) - 1, 1] = (1, 2)
    rows.append(_row(("", "（七）总计", ""), 32, 5))
    spans[len(head) + len(rows) - 1, 1] = (1, 2)
    rows.append(_row(("四、结转下年度继续办理", "", ""), 2))
    spans[len(head) + len(rows) - 1, 0] = (1, 3)
    spans[7, 0] = (len(rows) - 3, 1)
    return head + rows, spans


def _table_2() -> Table:
    rows = [
        ["第二十条第（一）项", "", "", ""],
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "0", "0", "0"],
        ["行政规范性文件", "4", "1", "27"],
        ["第二十条第（五）项", "", "", ""],
        ["信息内容", "本年处理决定数量", "", ""],
        ["行政许可", "318", "", ""],
        ["第二十条第（六）项", "", "", ""],
        ["信息内容", "本年处理决定数量", "", ""],
        ["行政处罚", "1,207", "", ""],
        ["行政强制", "64", "", ""],
        ["第二十条第（八）项", "", "", ""],
        ["信息内容", "本年收费金额（单位：万元）", "", ""],
        ["行政事业性收费", "1,262.5", "", ""],
    ]
    spans = {(row, 0): (1, 4) for row in (0, 4, 7, 11)} | {(row, 1): (1, 3) for row in (5, 6, 8, 9, 10, 12, 13)}
    return rows, spans


def _table_4() -> Table:
    outcomes = ["结果\n维持", "结果\n纠正", "其他\n结果", "尚未\n审结", "总计"]
    rows = [
        ["行政复议", *[""] * 4, "行政诉讼", *[""] * 9],
        [*outcomes, "未经复议直接起诉", *[""] * 4, "复议后起诉", *[""] * 4],
        [*[""] * 5, *outcomes, *outcomes],
        ["4", "1", "0", "1", "5", "0", "0", "0", "0", "0", "2", "0", "0", "0", "2"],
    ]
    spans = {(0, 0): (1, 5), (0, 5): (1, 10), (1, 5): (1, 5), (1, 10): (1, 5)} | {(1, c): (2, 1) for c in range(5)}
    return rows, spans


def blocks() -> list[str | Table]:
    """Return the report itself, in order: paragraphs and tables."""
    return [
        "".join(_TITLE),
        _PREAMBLE,
        _HEADINGS[0],
        _GENERAL,
        _HEADINGS[1],
        _table_2(),
        _HEADINGS[2],
        _table_3(),
        _HEADINGS[3],
        _table_4(),
        _HEADINGS[4],
        _PROBLEMS,
        _HEADINGS[5],
        _OTHER,
    ]


def _opening(sheet: Sheet) -> None:
    sheet.centre(90, *_TITLE, size=20)
    texts = (*wrapped(_PREAMBLE), f"　　{_HEADINGS[0]}", *wrapped(_GENERAL), f"　　{_HEADINGS[1]}")
    sheet.lines(160, *texts)
    rows, spans = _table_2()
    sheet.grid(75, 400, [120, 105, 105, 105], rows, spans=spans)
    sheet.say(280, 800, "- 1 -", size=10)


def _applications(sheet: Sheet) -> None:
    sheet.lines(80, f"　　{_HEADINGS[2]}")
    rows, spans = _table_3()
    sheet.grid(68, 95, _WIDTHS, rows, spans=spans, size=8, height=20.5)
    sheet.say(280, 800, "- 2 -", size=10)


def _disputes(sheet: Sheet) -> None:
    sheet.lines(80, f"　　{_HEADINGS[3]}")
    rows, spans = _table_4()
    end = sheet.grid(68, 95, [30] * 15, rows, spans=spans, size=8, height=32)
    last = (f"　　{_HEADINGS[4]}", *wrapped(_PROBLEMS), f"　　{_HEADINGS[5]}", *wrapped(_OTHER))
    sheet.lines(end + 30, *last)
    sheet.say(280, 800, "- 3 -", size=10)


def sample() -> bytes:
    """Return the sample PDF, the same bytes on every run."""
    return pdf(_opening, _applications, _disputes)


if __name__ == "__main__":
    PATH.write_bytes(sample())
