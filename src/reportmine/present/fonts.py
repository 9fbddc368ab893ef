"""Find a font on this system that draws Chinese, so that no chart shows empty boxes."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING

from reportmine.errors import SettingsError

if TYPE_CHECKING:
    from matplotlib.font_manager import FontManager

# Families that draw simplified Chinese, the common ones of Linux, Windows and macOS; the first that is installed is taken.
FAMILIES = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "Microsoft YaHei", "SimHei", "PingFang SC",
    "Hiragino Sans GB", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "Noto Sans CJK JP", "Noto Serif CJK SC", "SimSun", "Songti SC",
    "STHeiti", "Arial Unicode MS", "Droid Sans Fallback", "AR PL UMing CN", "FandolHei",
)  # fmt: skip


@lru_cache(maxsize=1)
def find_chinese_font() -> str | None:
    """Return the name of the first known Chinese font family on this system, None without one.

    matplotlib keeps its list of fonts in the user's cache: what was installed since is added to it here.
    """
    from matplotlib import font_manager

    manager = font_manager.fontManager
    found = _first_known(manager)
    if found is None:
        kept = {font.fname for font in manager.ttflist}
        for path in sorted(set(font_manager.findSystemFonts()) - kept):
            with suppress(Exception):  # a broken font file is none, whatever its reader says
                manager.addfont(path)
        found = _first_known(manager)
    return found


def _first_known(manager: FontManager) -> str | None:
    installed = {font.name for font in manager.ttflist}
    return next((family for family in FAMILIES if family in installed), None)


def need_chinese_font() -> str:
    """Return the Chinese font family; raises SettingsError that says how to install one."""
    family = find_chinese_font()
    if family is None:
        raise SettingsError(
            "no font that draws Chinese is installed",
            where="plots",
            mend="install one, e.g. `apt install fonts-noto-cjk` or Source Han Sans, and try again",
        )
    return family
