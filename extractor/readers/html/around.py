"""What of a page belongs to the site around a report: navigation, lists of links, buttons, counters, footers."""

from __future__ import annotations

import re

from extractor.readers.html.tree import Element
from extractor.text import FACT_KEY, fold

LONGEST_AROUND = 160
"""Characters: a line that says more is of the report."""

_PARTS = frozenset({"nav", "footer", "aside"})
_NAMED = re.compile(
    r"(?:^|[-_ ])(?:foot|footer|copyright|nav|navbar|menu|breadcrumbs?|sidebar|share|qrcode)(?:$|[-_ ])", re.IGNORECASE
)
_MOST_WORDS = 600  # of an element that is of the site
_LINKED = 0.5  # of an element's characters: what is mostly links leads elsewhere
_FEWEST_LINKS = 2
_SMALL = 64  # pixels

_BUTTON = (
    r"打印(?:本[页文]|此页|文章|页面)?|关闭(?:本[页文]|此页|窗口|页面)?|返回(?:顶部|首页|上一?页|列表)?|收藏(?:本页|此页)?|"
    r"分享(?:到|至)?|微信(?:好友)?|(?:新浪|腾讯)?微博|QQ(?:空间|好友)?|朋友圈|复制链接|二维码|(?:我要)?纠错|朗读|播放|暂停|"
    r"字[体号](?:大小|缩放)?|[超特]?[大小]|中|[加减放缩][大小]|默认|正常|视力保护色?|TOP|首页|举报|点赞|"
    r"(?:浏览|点击|阅读|访问)(?:次?数|量|率|人次)? ?:? ?\d* ?次?|(?:阅读|浏览) ?\d+"
)
_BETWEEN = r"[ :|、>»()\[\]【】+\-/]"
_BUTTONS = re.compile(rf"(?=.*\w)(?>(?:{_BUTTON}){_BETWEEN}*+|{_BETWEEN}++)++", re.IGNORECASE)
_BESIDE = re.compile(
    r"[上下]一[篇条页则] ?[:(>].{0,80}|[上下]一[篇条页则]|(?:责任)?编辑 ?:.{0,30}|"
    r"(?:相关|推荐|热门|更多|关联)(?:阅读|链接|新闻|文章|稿件|推荐|信息|内容|解读|文件|报道) ?:?|"
    r"(?:微信|手机)?扫(?:一扫|码|描).{0,30}|您?(?:当前|现在)?(?:所在)?的?位置(?:是)? ?:.{0,100}|首页 ?[>»].{0,100}|"
    r"(?:版权所有|主办单位|承办单位|技术支持|网站标识码|网站地图).{0,80}|.{0,40}(?:ICP备|公网安备).{0,60}"
)
_UI = re.compile(
    r"(?<!发文)字[体号](?:大小)?|视力保护|打印|关闭|分享|收藏|扫一扫|浏览|点击(?:数|量|率)|访问(?:量|次数)|"
    r"阅读(?:数|量|次数| ?\d)|(?:当前|您(?:的|所在|现在的?)?)位置|上一篇|下一篇|返回|无障碍|长者|繁体|简体|登录|注册|"
    r"搜索|朗读|【?[大中小]】?$"
)
_DATE = re.compile(r"\[?((?:19|20)\d\d[-/.年]\d\d?[-/.月]\d\d?日?(?: \d\d:\d\d(?::\d\d)?)?)")
_FACT = re.compile(
    rf"(?P<key>{FACT_KEY}) *[:：] *(?P<value>.*?)(?= *(?:(?:{FACT_KEY}|作者|(?:责任)?编辑|撰稿|审核) *[:：]|"
    r"浏览|访问|阅读|点击|【|\[|字[体号]|分享|打印|收藏|$))"
)


def is_around(element: Element) -> bool:
    """Tell whether an element is of the site around a report: by its kind or its name, or as a list of links."""
    if element.is_around is None:
        element.is_around = element.words < _MOST_WORDS and (
            element.tag in _PARTS or _is_named(element) or _lists_links(element)
        )
    return element.is_around


def _is_named(element: Element) -> bool:
    name, other = element.attributes.get("class"), element.attributes.get("id")
    return bool((name and _NAMED.search(name)) or (other and _NAMED.search(other)))


def _lists_links(element: Element) -> bool:
    """Tell whether most of what an element says stands in links, and they are several."""
    if element.linked <= _LINKED * (element.words + element.linked):
        return False
    links = 0
    for inner in element.within():
        if inner.tag == "img" and not is_small(inner):
            return False
        links += inner.tag == "a" and inner.linked > 0
    return links >= _FEWEST_LINKS


def is_small(picture: Element) -> bool:
    """Tell whether a picture is a button or the icon of a file's kind."""
    sides = [picture.attributes.get(side) or "" for side in ("width", "height")]
    return any(side.isdigit() and int(side) < _SMALL for side in sides) or picture.is_linked


def lines_above(line: str) -> list[str]:
    """Return what a line above the report says of it: the line, or of a line with buttons and counters its facts."""
    if is_button(line):
        return []
    if not _UI.search(line):
        return [line]
    dated = _DATE.match(fold(line))
    facts = ((found["key"], found["value"].strip()) for found in _FACT.finditer(line))
    return [
        *([dated[1]] if dated else ()),
        *(f"{key}：{value}" for key, value in facts if value and not is_button(value)),
    ]


def is_button(line: str) -> bool:
    """Tell whether a line says nothing of the report: buttons, counters, what is read next, the site's foot."""
    if len(line) > LONGEST_AROUND:
        return False
    folded = fold(line)
    return (_BUTTONS.fullmatch(folded) or _BESIDE.fullmatch(folded)) is not None
