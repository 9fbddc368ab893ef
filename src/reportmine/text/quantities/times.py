"""Tell the durations that are measured (等候12分钟, 提高1岁) from time that only passes (三年来)."""

from __future__ import annotations

from collections.abc import Mapping

from reportmine.text.quantities.candidate import Candidate
from reportmine.text.quantities.cues import Cue

PAUSES = tuple("，。；、,;")
# What stands before the start of a change: 由25分钟延长到35分钟, 去年的5天缩短到3天.
FROM = frozenset("由从的")


def is_measured(cues: Mapping[str, Cue], text: str, candidate: Candidate) -> bool:
    """Return whether a duration is the thing that is measured; one that was timed to the second is (3分40秒)."""
    measured, duration, ahead = cues["measured_time"], cues["duration"], cues["time_ahead"]
    start, end = candidate.outer_start, candidate.end
    hours = cues["hours"]
    timed = len(text[candidate.number_end : end].strip()) > len(candidate.unit_text)  # in parts
    changes = text.startswith(duration.marks, end) and text[candidate.start - 1 : candidate.start] in FROM
    return (
        (timed and text.endswith(measured.marks, candidate.start, end))
        or changes
        or duration.holds(text, start, end)
        or measured.holds(text, candidate.start, end)
        or (text.endswith(hours.marks, candidate.start, end) and hours.holds(text, start, end))
        or is_short(cues["short_time"], text, candidate)
        or cues["time_change"].holds(text, start, end)
        or cues["time_compared"].links(text, start, end)
        or (ahead.links(text, start, end) and not text.endswith(ahead.marks, start, end))
    )


def is_short(short: Cue, text: str, candidate: Candidate) -> bool:
    """Return whether a duration is too short for the mere time of an event (清一次要40分钟), or an age."""
    number, start, end = candidate.number, candidate.start, candidate.end
    is_one = number is not None and number.written and number.high == 1
    forbidden = short.forbids_before(text, start) or short.forbids_behind(text, end)
    return not is_one and text.endswith(short.marks, start, end) and not forbidden


def goes_on(cues: Mapping[str, Cue], text: str, before: Candidate, candidate: Candidate) -> bool:
    """Return whether a duration is a second value of the one that was measured before it: 提高1岁，达到77岁."""
    again, same = cues["time_again"], before.unit is not None and before.unit is candidate.unit
    paused = text[before.outer_end : before.outer_end + 1] in PAUSES
    if before.reason or before.kind != "duration" or not same or not paused:
        return False
    led = again.has(text[before.outer_end + 1 : candidate.outer_start])
    return led and not again.forbids_behind(text, candidate.end)
