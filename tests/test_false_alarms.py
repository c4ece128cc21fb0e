"""Sentences a careful report may hold beside its table: none of them contradicts it, and none may be said to."""

from __future__ import annotations

import pytest

from extractor import Document, extract

SENTENCES = {
    "五、": [
        "全年未发生因政府信息公开申请引发的行政复议、行政诉讼案件。",
        "没有发生因政府信息公开申请而引起的举报投诉、行政复议和行政诉讼。",
        "全年未发生泄密事件,处理其他来信2件。",
    ],
    "四、": [
        "全年未收到信函申请,当面申请1件,网络申请2件。",
        "无因网络申请引发的纠纷。",
        "各部门收到政府信息公开申请10件。",
        "其中县政府办公室受理政府信息公开申请2件。",
        "不动产登记受理申请1200件。",
        "法律援助中心受理申请45件。",
        "去年同期收到政府信息公开申请9件。",
    ],
    "三、": [
        "上半年,全县主动公开政府信息5000条。",
        "截至6月底,全县主动公开政府信息5000条。",
        "2017年1至10月,全县主动公开政府信息9000条。",
        "第四季度,全县主动公开政府信息2100条。",
        "各乡镇共主动公开政府信息2000条。",
        "教育部门主动公开政府信息500条。",
        "县公安机关主动公开政府信息303条。",
        "下一步,力争全年主动公开政府信息12000条。",
        "通过县政府门户网站发布政策解读信息45条。",
        "部分单位未公开规范性文件5件。",
    ],
    "二、": [
        "组织农村实用技术培训12期。",
        "农民工接受职业技能培训3500人次。",
        "落实扶贫专项经费300万元。",
        "从事养殖人员300人。",
        "举行安全生产新闻发布会5次。",
        "全县公共图书馆均免费开放。",
        "召开会议20次,包括常务会议5次、专题会议6次。",
        "公开信息500条,比上年增加50条,分别为网站300条、微信200条。",
    ],
}


@pytest.mark.parametrize(("section", "sentence"), [(s, sentence) for s, all_ in SENTENCES.items() for sentence in all_])
def test_a_careful_sentence_raises_no_alarm(section: str, sentence: str, retold_text: str) -> None:
    place = retold_text.index("\n", retold_text.index(f"\n{section}") + 1) + 1
    changed = retold_text[:place] + sentence + "\n" + retold_text[place:]
    alarms = {
        (finding.check, finding.actual, finding.expected)
        for finding in extract(Document.from_text(changed)).findings
        if finding.verdict == "differ" and finding.severity != "note" and not finding.check.startswith("integrity")
    }
    assert {check for check, _, _ in alarms} == {"identity/disclosed.total"}
