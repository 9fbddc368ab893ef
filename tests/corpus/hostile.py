"""Build a pipeline that some pages kill, hang or break, to be loaded inside batch workers by name."""

from __future__ import annotations

import os
import re
import time
from typing import Any

from reportmine.pipeline import load as load_real
from reportmine.schema import PageText, Report
from reportmine.settings import Settings

QUIET_EXIT, LOUD_EXIT, LOOP, LOCKED_LOOP, FAULT, SLOW = "静退", "强退", "死环", "锁环", "故障", "慢页"
NAME = "tests.corpus.hostile:load"


class HostilePipeline:
    """Do to the worker what the page's first word says, else analyse it."""

    def __init__(self, settings: Settings) -> None:
        self._real = load_real(settings)
        self.settings, self.lexicon, self.versions = settings, self._real.lexicon, self._real.versions

    def analyze(self, page: PageText) -> list[Report]:
        """Analyse a page, or die of it."""
        match page.text[:2]:
            case "静退":
                os._exit(0)
            case "强退":
                os._exit(3)
            case "死环":
                while True:
                    pass
            case "锁环":  # holds the interpreter's lock all the while
                re.match(r"(a|a)*b", "a" * 40)
            case "故障":
                raise RecursionError("深不见底")
            case "慢页":
                time.sleep(0.2)
        return self._real.analyze(page)


def load(settings: Settings) -> Any:
    """Return the pipeline."""
    return HostilePipeline(settings)
