"""Gather the places of an article where its writer is named: the head of the title, who speaks, who signs.

An institution named there writes; one named anywhere else may be a customer, a partner or a topic.
"""

from __future__ import annotations

import re

HEAD = 300  # characters of the body in which a writer introduces himself
TAIL = 120  # characters of the body that may hold a signature
LONGEST = 26  # characters of an institution's name with what stands before it
# What a title tells of begins here: 县教育局关于… is the bureau's, 关于在教育局… is not.
_TOPIC = re.compile(r"关于|给|致|对|在|赴|[“《:：]")
_SPEAKER = re.compile(
    r"(?:我是|我叫\w{2,4}，是?|我代表|本人(?:现任|任|是|在|现为)|我(?:现任|任|在|现为|担任)|担任|现任|作为(?:一名|一个|我们)?|身为|受\w{2,12}委托，?)"
    rf"([^，。；：\n]{{2,{LONGEST}}})"
)
_SOURCE = re.compile(rf"(?:编制|单位|部门|撰稿|供稿|呈报|作者|来源)[：:]\s*([^\n。；]{{2,{LONGEST}}})")
_ASIDE = re.compile(rf"(?m)^\s*[（(]([^（()）\n]{{4,{LONGEST + 14}}})[）)]\s*$")
_MARKS_OF_TEXT = frozenset("。；！？，、：:")


def writer_text(title: str, body: str) -> str:
    """Return the pieces that name the writer, one a line; empty where none does.

    >>> writer_text("县教育局关于城乡教育均衡的思路", "一、现状\\n县城学校挤。\\n县教育局办公室\\n2019年3月").split("\\n")
    ['县教育局', '县教育局办公室', '2019年3月']
    """
    head = body[:HEAD]
    pieces = [_before_topic(title), *_ASIDE.findall(head), *_SOURCE.findall(head), *_SPEAKER.findall(head)]
    return "\n".join(piece for piece in (*pieces, *_signature(body)) if piece)


def _before_topic(title: str) -> str:
    """Return the part of a title before what it tells of."""
    found = _TOPIC.search(title)
    return (title[: found.start()] if found else title)[:LONGEST]


def _signature(body: str) -> list[str]:
    """Return the short lines without punctuation that close a text."""
    lines: list[str] = []
    for line in map(str.strip, reversed(body[-TAIL:].splitlines())):
        if not line:
            continue
        if len(line) > LONGEST or not _MARKS_OF_TEXT.isdisjoint(line):
            break
        lines.insert(0, line)
    return lines
