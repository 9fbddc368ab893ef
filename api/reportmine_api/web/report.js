// Draw one report: outline, text with its marks, and the tables beside it; a row leads to its sentence, a mark back to its row.
import { ask, h, nameOf, percent, pieces, placeOf, post, state, t } from "./lib.js";

const ROLES = ["target", "forecast", "actual", "reference"];
const quiet = matchMedia("(prefers-reduced-motion: reduce)");

export function drawReport(record, options = {}) {
  const root = h("div", { class: "report" });
  const text = drawText(record, (id) => choose(root, id, "row"));
  const tabs = drawTabs(root, record, options);
  root.append(drawOutline(record, text), text, tabs);
  return root;
}

export function drawHead(record, ...links) {
  const label = (kind) => nameOf(kind, record[kind].id) + " (" + record[kind].id + ", " + record[kind].score.toFixed(2) + ")";
  const source = record.source || {};
  return h("div", { class: "panel" },
    h("h1", {}, record.title || source.title || t("untitled")),
    h("p", { class: "facts" },
      h("span", {}, t("report_type") + " " + label("report_type")),
      h("span", {}, t("industry") + " " + label("industry")),
      h("span", {}, t("source") + " " + placeOf(source)),
      source.published_on ? h("span", {}, t("published") + " " + source.published_on) : null, ...links));
}

function drawText(record, back) {
  const spans = [];
  record.sections.forEach((section) => {
    if (section.title && section.body_start > section.start) spans.push({ start: section.start, end: section.body_start, heading: section.index });
  });
  record.indicators.forEach((indicator, n) => {
    const tip = [indicator.metric, nameOf("role", indicator.role)].filter(Boolean).join(" · ");
    spans.push({ start: indicator.start, end: indicator.end, fact: "i" + n, classes: indicator.role + (indicator.redacted ? " redacted" : ""), tip });
  });
  record.themes.forEach((theme, n) => theme.mentions.forEach((mention) =>
    spans.push({ start: mention.start, end: mention.end, fact: "t" + n, classes: "theme", tip: nameOf("theme", theme.id) })));
  const begun = new Set();
  const draw = (piece, on) => {
    const facts = on.filter((span) => span.fact), head = on.find((span) => span.heading !== undefined);
    let node = piece;
    if (facts.length) node = h("mark", {
      class: [...new Set(facts.map((span) => span.classes))].join(" ") + (piece ? "" : " gap"), tabindex: -1,
      "data-facts": [...new Set(facts.map((span) => span.fact))].join(" "), title: [...new Set(facts.map((span) => span.tip))].join("；") }, piece);
    if (!head) return node;
    const first = !begun.has(head.heading);
    begun.add(head.heading);
    return h("span", { class: "heading", "data-section": first ? head.heading : null }, node);
  };
  const article = h("article", { class: "panel text", lang: "zh-CN" }, pieces(record.text, spans, draw));
  const fromMark = (event) => {
    const mark = event.target.closest("mark");
    if (mark) back(mark.dataset.facts.split(" ")[0]);
    return mark;
  };
  article.addEventListener("click", fromMark);
  article.addEventListener("keydown", (event) => {
    if ((event.key === "Enter" || event.key === "Escape") && fromMark(event)) event.preventDefault();
  });
  return article;
}

function drawOutline(record, text) {
  const go = (section) => show(text.querySelector(`[data-section="${section.index}"]`) || text);
  const items = record.sections.filter((section) => section.title || section.number).map((section) =>
    h("li", { class: "l" + Math.min(4, section.level) },
      h("button", { type: "button", onclick: () => go(section) }, (section.number + " " + section.title).trim(),
        section.role && section.role !== "other" ? h("small", {}, nameOf("section_role", section.role)) : null)));
  const open = matchMedia("(min-width: 1101px)").matches;
  return h("nav", { class: "panel outline stick", "aria-label": t("outline") },
    h("details", { open }, h("summary", {}, t("outline")), h("ol", {}, items)));
}

function drawTabs(root, record, options) {
  const panel = h("div", { class: "tabpanel", role: "tabpanel" });
  const kinds = [["indicators", () => drawIndicators(root, record)], ["themes", () => drawThemes(root, record)]];
  if (state.meta?.corpus) kinds.push(["similar", () => later(() => loadSimilar(record, options))]);
  if (options.stored) kinds.push(["copies", () => later(() => loadCopies(record))]);
  const counts = { indicators: record.indicators.length, themes: record.themes.length };
  const buttons = kinds.map(([kind, draw], n) => h("button", {
    type: "button", role: "tab", "data-tab": kind, "aria-selected": n === 0, tabindex: n ? -1 : 0,
    onclick: () => pick(n), onkeydown: (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step) { pick((n + step + kinds.length) % kinds.length); buttons[(n + step + kinds.length) % kinds.length].focus(); }
    } }, t(kind) + (counts[kind] === undefined ? "" : " " + counts[kind])));
  const drawn = new Map();
  const pick = (n) => {
    buttons.forEach((button, m) => { button.setAttribute("aria-selected", m === n); button.tabIndex = m === n ? 0 : -1; });
    if (!drawn.has(n)) drawn.set(n, kinds[n][1]());
    panel.replaceChildren(drawn.get(n));
  };
  root.pickTab = (kind) => pick(kinds.findIndex(([name]) => name === kind));
  pick(0);
  return h("aside", { class: "panel side stick" }, h("div", { class: "tabs", role: "tablist" }, buttons), panel);
}

function factRow(root, id, cells) {
  const go = () => choose(root, id, "mark");
  return h("tr", { id, tabindex: 0, onclick: go, onkeydown: (event) => {
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); go(); }
    const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    if (step && event.currentTarget[step]) { event.preventDefault(); event.currentTarget[step].focus(); }
  } }, cells);
}

function drawIndicators(root, record) {
  if (!record.indicators.length) return h("p", { class: "quiet" }, t("no_indicators"));
  const rows = record.indicators.map((indicator, n) => {
    const notes = [indicator.change !== "level" && nameOf("change", indicator.change), indicator.bound !== "exact" && nameOf("bound", indicator.bound),
      indicator.redacted && t("redacted"), indicator.text.split(/\s+/).join(" ")].filter(Boolean).join(" ");
    return factRow(root, "i" + n, [h("td", {}, indicator.metric || "—"), h("td", { class: "number" }, notes),
      h("td", { class: "code" }, nameOf("role", indicator.role)), h("td", {}, indicator.period.text || "")]);
  });
  return h("div", {}, h("p", { class: "legend" }, ROLES.map((role) => h("span", { class: "" }, h("mark", { class: role }, nameOf("role", role)))),
    h("span", {}, h("mark", { class: "redacted" }, t("redacted")))),
    h("table", {}, head(["indicators", "value", "role", "period"]), h("tbody", {}, rows)));
}

function drawThemes(root, record) {
  if (!record.themes.length) return h("p", { class: "quiet" }, t("no_themes"));
  const rows = record.themes.map((theme, n) => factRow(root, "t" + n, [h("td", {}, nameOf("theme", theme.id)), h("td", { class: "number" }, percent(theme.share)),
    h("td", {}, [...new Set(theme.mentions.map((mention) => mention.term).filter(Boolean))].slice(0, 8).join("、") || t("told"))]));
  return h("table", {}, head(["themes", "share", "terms"]), h("tbody", {}, rows));
}

const head = (keys) => h("thead", {}, h("tr", {}, keys.map((key) => h("th", { scope: "col" }, t(key)))));

function later(load) {
  const box = h("div", {}, h("p", { class: "quiet" }, t("loading")));
  load().then((nodes) => box.replaceChildren(...[nodes].flat()), (error) => box.replaceChildren(h("p", {}, error.message)));
  return box;
}

async function loadSimilar(record, options) {
  const found = options.stored ? await ask("/reports/" + encodeURIComponent(record.id) + "/similar?k=10")
    : await post("/similar", { text: options.text, article: options.article, k: 10 });
  if (!found.hits.length) return h("p", { class: "quiet" }, t("no_similar"));
  return h("ul", { class: "hits" }, found.hits.map(drawSimilar));
}

function drawSimilar(hit) {
  const chips = (key, names, kind) => names.length ? [h("span", { class: "quiet" }, t(key)), names.map((name) => h("span", { class: "chip " + kind }, nameOf(kind, name)))] : null;
  return h("li", {}, h("a", { class: "title", href: "#/report/" + encodeURIComponent(hit.id) }, hit.title || t("untitled")),
    h("p", { class: "quiet" }, t("score") + " " + hit.score.toFixed(2) + " · " + placeOf(hit.source) + (hit.copies ? " · " + hit.copies + " " + t("copies_of_hit") : "")),
    h("div", { class: "parts" }, Object.entries(hit.parts).filter(([, share]) => share > 0).map(([name, share]) => {
      const fill = h("i", {});
      fill.style.width = Math.round(100 * Math.min(1, share)) + "%";
      return [h("span", {}, t("part_" + name).replace(/^part_/, "")), h("span", { class: "bar" }, fill), h("span", {}, share.toFixed(2))];
    })),
    h("div", { class: "chips" }, chips("shared_themes", hit.themes, "theme")),
    h("div", { class: "chips" }, chips("shared_terms", hit.terms, "term")),
    h("div", { class: "chips" }, chips("shared_metrics", hit.metrics, "metric")));
}

async function loadCopies(record) {
  const facts = await ask("/reports/" + encodeURIComponent(record.id) + "/duplicates");
  const pair = (key, value) => [h("dt", {}, t(key)), h("dd", {}, value)];
  const canonical = facts.canonical === record.id ? t("this_one") : h("a", { href: "#/report/" + encodeURIComponent(facts.canonical) }, facts.canonical);
  const list = h("dl", { class: "pairs" }, pair("canonical", canonical), pair("members", String(facts.members.length)), pair("reuse", percent(facts.reuse)), pair("template", percent(facts.template)));
  if (!facts.copies.length) return [list, h("p", { class: "quiet" }, t("no_copies"))];
  return [list, h("ul", { class: "hits" }, facts.copies.map((copy) => h("li", {},
    h("a", { class: "title", href: "#/report/" + encodeURIComponent(copy.id) }, copy.title || t("untitled")),
    h("p", { class: "quiet" }, t(copy.direction) + " · " + t("containment") + " " + percent(copy.containment) + " · " + placeOf(copy.source)),
    h("p", {}, h("a", { class: "compare-link", href: "#/compare/" + encodeURIComponent(record.id) + "/" + encodeURIComponent(copy.id) }, t("side_by_side"))))))];
}

export function show(node) {
  node?.scrollIntoView({ block: "center", behavior: quiet.matches ? "auto" : "smooth" });
}

function choose(root, id, toward) {
  if (toward === "row") root.pickTab(id.startsWith("i") ? "indicators" : "themes");
  root.querySelectorAll(".chosen").forEach((node) => node.classList.remove("chosen"));
  const marks = root.querySelectorAll(`mark[data-facts~="${id}"]`), row = root.querySelector("tr#" + id);
  marks.forEach((node) => node.classList.add("chosen"));
  row?.classList.add("chosen");
  const aim = toward === "row" ? row : marks[0];
  show(aim);
  aim?.focus({ preventScroll: true });
}
