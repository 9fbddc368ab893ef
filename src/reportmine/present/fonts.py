"""Find a font on this system that draws Chinese, so that no chart shows empty boxes."""

from __future__ import annotations

from functools import lru_cache

from reportmine.errors import SettingsError

# Families that draw simplified Chinese, the common ones of Linux, Windows and macOS; the first that is installed is taken.
FAMILIES = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "Microsoft YaHei", "SimHei", "PingFang SC",
    "Hiragino Sans GB", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "Noto Sans CJK JP", "Noto Serif CJK SC", "SimSun", "Songti SC",
    "STHeiti", "Arial Unicode MS", "Droid Sans Fallback", "AR PL UMing CN", "FandolHei",
)  # fmt: skip


@lru_cache(maxsize=1)
def find_chinese_font() -> str | None:
    """Return the name of the first known Chinese font family that matplotlib finds on this system, None without one."""
    from matplotlib import font_manager

    installed = {font.name for font in font_manager.fontManager.ttflist}
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
