"""Define the entry types of the lexicons: a field is an allowed key, a field without default a required one."""

from __future__ import annotations

from dataclasses import dataclass

from reportmine.text.entry import Entry
from reportmine.text.page_entries import PageLabel, Site, Wall


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit(Entry):
    """Hold a unit or measure word; `factor` converts to `base` (a unit id) where both are set.

    `examples` mark the quantity with 【】: "实现利润【1606万元】". `not_before` are the words that, standing after the term, make
    another word of it (元 + 旦). `article`: with a written "one" it only means "a". `digits_only`: no unit after a written numeral.
    `prefix`: terms that stand before the number ($). `short`: a unit of the same quantity that may follow (元 → 角); `tail`: a digit behind
    it counts its tenths (一米八). `told`: terms that mean it only where a quantity cue of one of the uses `told_by` holds (电阻2.8欧), or a
    part follows. `written`: what follows it where a `digits_only` unit counts after a written numeral too (两副担架).
    """

    zh: str
    terms: tuple[str, ...]
    dimension: str
    factor: float = 1.0
    base: str = ""
    prefix: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    tail: bool = False
    told: tuple[str, ...] = ()
    told_by: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    article: bool = False
    digits_only: bool = False
    written: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeral(Entry):
    """Hold the characters or words of one number.

    `role`: digit (kind pair: neither a last digit nor a decimal place, 两), scale, point, minus, more (inside: at least), about
    (inside: about), vague (a number nobody knows), of (百分之五), and (一又二分之一), tenth (三成), discount (对折), letter (15k),
    measure (a word between a digit and 亿, 三个亿), word (半百), or phrase: a word that is a whole quantity by itself (value, unit, bound, kind). `words` end in its
    characters and mean something else (税负).
    """

    zh: str
    role: str
    terms: tuple[str, ...]
    value: str = ""
    unit: str = ""
    bound: str = "exact"
    kind: str = ""
    not_before: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion(Entry):
    """Hold words that make a number no quantity: `kind` says of which sort (time, numbering, identifier, phrase …); empty, they only hide shorter ones.

    `words` are whole words with a numeral in them; `before` stands directly before the number, `after` directly after it,
    `after_unit` directly after number and unit, `dimensions` are those of units that name a kind of thing (500千伏变电站). `written_only`: not after Arabic digits; `bare_only`: only without a unit.
    `examples` hold a number that is to be left out.
    """

    zh: str
    kind: str
    words: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    after_unit: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()
    written_only: bool = False
    bare_only: bool = False
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantityCue(Entry):
    """Hold words near a number that let it count as a quantity: `use` is rank, top (前三), ordinal (第三), duration, measured_time, time_change (拖后15天), time_compared (比上年多2天),
    time_ahead (比工期提前30天), time_again (提高1岁，达到77岁), short_time (40分钟), hours (加班60小时), index, zero (事故为零), start (从A到B), sum (合 + 一百万元), weekday (周五 + 一个), below_zero, datum (标高-3米), tail (what may follow 一米八), or a use that units are `told_by`.

    `before` stands in the same clause, at most `within` characters back, `beside` directly before the number; `not_before` and `not_after` forbid what the cue allows. `marks` stand in the number's
    other places: they close a rank, follow a tail or the start of a changed duration (25分钟延长到), end a time that was measured (秒), end one that is none (提前两年), or are names of
    measures in letters that a number may follow (GDP1.9%). `unit` is a rank's unit.
    """

    zh: str
    use: str
    before: tuple[str, ...] = ()
    within: int = 8
    beside: tuple[str, ...] = ()
    unit: str = ""
    marks: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric(Entry):
    """Hold a canonical measure; `industries` are GB/T 4754 sections or divisions, polarity `higher`, `lower` or empty."""

    zh: str
    terms: tuple[str, ...]
    dimension: str = ""
    polarity: str = ""
    industries: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundCue(Entry):
    """Hold words that limit a quantity; they stand before the number, inside it (多, 余) or after the unit.

    `round` stands before a round number only (近百, 过千万), `large` before one of ten thousand or more (过两万), `far_after` also a few characters after the unit (2M速率及以上).
    `fillers` may stand between a word before and its number (超过了80). `yields`: a bound after the unit wins (控制在3%左右).
    """

    zh: str
    bound: str
    yields: bool = False
    before: tuple[str, ...] = ()
    round: tuple[str, ...] = ()
    large: tuple[str, ...] = ()
    fillers: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    far_after: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodWord(Entry):
    """Hold words of time; `role` is their place in the grammar of text/periods/find.py, the numbers mean what that role says."""

    zh: str
    role: str
    terms: tuple[str, ...]
    shift: int = 0
    first: int = 0
    last: int = 0
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Industry(Entry):
    """Hold a GB/T 4754 section or division: `terms` of its trade, `weak` those of them that count little.

    `marks` are institutions whose name tells who writes, `selves` the words with which a writer speaks of the own house (我行, 全院).
    """

    zh: str
    terms: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    selves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportType(Entry):
    """Hold a kind of document with the words that stand in its titles, in its body and at its end."""

    zh: str
    en: str
    title: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    ending: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme(Entry):
    """Hold a strategy theme."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Subtheme(Entry):
    """Hold a sub-theme: `terms` at word bounds, `weak` those of them that count little, `not_in` longer words that veto a term."""

    theme: str
    zh: str
    terms: tuple[str, ...]
    weak: tuple[str, ...] = ()
    not_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeCue(Entry):
    """Hold words of a sentence that say how a theme is meant; `effect` is negated, past or future."""

    zh: str
    effect: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoisePattern(Entry):
    """Hold a kind of noise: `pattern` is tried only on lines that hold one of `cues`; `where` says on what and how.

    where: inline, word (only where its removal heals a word), reading, mask (kept and marked), prefix, bullet, line, header, tail,
    echo (whole line whose group `echo` stands elsewhere), block (the short lines below too), stuffed (nearly all words hold a cue).
    In `examples` the noise stands in 【】; `keeps` are texts of which nothing may be removed.
    """

    zh: str
    kind: str
    where: str
    pattern: str
    cues: tuple[str, ...]
    examples: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker(Entry):
    """Hold a style of numbering: `pattern` stands at the start of a line, with {cn} for Chinese numerals and {unit} for NumberTail terms.

    Styles with one `key` are one level (㈠ and (一)); a smaller `rank` is a higher level. `weak` styles need a second member, `short`
    ones a short line without full stop, `exact` ones must follow the number before; `inline` ones also divide a paragraph (`lead`: the characters they start with); `book` ones only stand in book-length documents.
    `top` ones close all lower lists. `words` number themselves by their place (首先, 其次). In `examples` the marker stands in 【】; `keeps` are lines without marker.
    """

    zh: str
    pattern: str
    key: str
    rank: int
    weak: bool = False
    short: bool = False
    exact: bool = False
    inline: bool = False
    lead: str = ""
    top: bool = False
    book: bool = False
    words: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberTail(Entry):
    """Hold words that make the number before them a quantity or a date, never a heading's number (年, 个, 亿); `multiplies`: a unit may follow them."""

    zh: str
    terms: tuple[str, ...]
    multiplies: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningTitle(Entry):
    """Hold a style of the titles that number the articles of one page; groups: `n` the number, `prefix` what repeats, `own` its own title.

    `any_prefix`: numbers that count 1, 2, 3 … are a row even where the prefixes differ.
    """

    zh: str
    pattern: str
    cues: tuple[str, ...]
    any_prefix: bool = False
    examples: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FragmentStart(Entry):
    """Hold words with which no sentence starts: an article that starts so was cut (体员工团结一致)."""

    zh: str
    terms: tuple[str, ...]
    examples: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleCue(Entry):
    """Hold words that give a section its role: in its title, in the sentence that announces a list, in its own sentences.

    `documents` words in the article's title or first lines make the role its default; `alone` words make a line of their own a heading
    without number (参考文献), `parts` words one that ends with them (2025年工作安排). `weight` scales the evidence of one hit. `examples` are headings that get the role.
    """

    zh: str
    role: str
    titles: tuple[str, ...] = ()
    intros: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    weight: float = 1.0
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue(Entry):
    """Hold words that say how a quantity is meant; `kind` and `effect` are explained in lexicons/cues.toml.

    `also` are further kinds that its words are in running text. A `weak` role counts only where the section does not look back.
    """

    zh: str
    kind: str
    terms: tuple[str, ...]
    also: tuple[str, ...] = ()
    effect: str = ""
    strength: str = ""
    weak: bool = False
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TableHeader(Entry):
    """Hold headers of tables; `part` and the other fields are explained in lexicons/tables.toml. In terms {a|b|} stands for one of these or nothing."""

    zh: str
    part: str
    terms: tuple[str, ...]
    before: tuple[str, ...] = ()
    change: str = ""
    ratio: bool = False
    span: str = ""
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionStart(Entry):
    """Hold words that begin a title that says what is done: role words after them are its object (着力破解难题 is no problem)."""

    zh: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction(Entry):
    """Hold words that show that a number was stripped; `kind` and the other fields are explained in lexicons/redactions.toml."""

    zh: str
    kind: str
    terms: tuple[str, ...]
    ahead: bool = False
    not_in: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Name(Entry):
    """Hold the names of one code of a vocabulary (a column of the tables), as people read it."""

    vocabulary: str
    code: str
    zh: str
    en: str


# The name of a `[[table]]` in a lexicon file, and what it holds.
KINDS: dict[str, type[Entry]] = {
    "noise": NoisePattern,
    "marker": Marker,
    "number_tail": NumberTail,
    "running_title": RunningTitle,
    "fragment_start": FragmentStart,
    "section_role": RoleCue,
    "action_start": ActionStart,
    "site": Site,
    "page_label": PageLabel,
    "unit": Unit,
    "metric": Metric,
    "bound": BoundCue,
    "numeral": Numeral,
    "exclusion": Exclusion,
    "quantity_cue": QuantityCue,
    "industry": Industry,
    "report_type": ReportType,
    "theme": Theme,
    "subtheme": Subtheme,
    "theme_cue": ThemeCue,
    "period": PeriodWord,
    "cue": Cue,
    "redaction": Redaction,
    "table_header": TableHeader,
    "name": Name,
    "wall": Wall,
}
