// Draw the charts of the overview as SVG, each with the same numbers as a table.
import { h, nameOf, number, s, t } from "./lib.js";

const CELL = 26, WIDE = 46, LABEL = 150, MOST_ROWS = 20;
const shade = (share) => `rgb(${[[239, 244, 251], [30, 64, 128]].reduce((a, b) => a.map((v, n) => Math.round(v + (b[n] - v) * Math.sqrt(share)))).join(",")})`;
const link = (query) => "#/search?" + new URLSearchParams(query);
// Cut a name to so many Chinese characters; Latin letters are half as wide.
function short(text, most) {
  let left = 2 * most, end = 0;
  while (end < text.length && left > 0) left -= text.charCodeAt(end++) > 255 ? 2 : 1;
  return end < text.length ? text.slice(0, end - 1) + "…" : text;
}
const COLORS = ["#1e4080", "#5b8def", "#15803d", "#d97706", "#b91c1c", "#7c3aed", "#0e7490", "#9ca3af"];

export function tally(rows, keyOf, most = Infinity) {
  const sums = new Map();
  for (const row of rows) { const key = keyOf(row); if (key !== null) sums.set(key, (sums.get(key) || 0) + row.n); }
  return [...sums].sort((a, b) => b[1] - a[1]).slice(0, most).map(([key]) => key);
}

// A table of cells shaded by their count; rows and columns are {key, name}, `cells` maps "row column" to {n, title, href}.
export function heat(title, rows, columns, cells, slant = false) {
  const top = slant ? 84 : 26, width = LABEL + columns.length * WIDE + (slant ? 60 : 10), height = top + rows.length * CELL + 6;
  const most = Math.max(1, ...[...cells.values()].map((cell) => cell.n));
  const parts = [];
  columns.forEach((column, n) => {
    const x = LABEL + n * WIDE + WIDE / 2;
    parts.push(s("text", slant ? { x: x - 6, y: top - 8, transform: `rotate(-40 ${x - 6} ${top - 8})`, class: "soft" } : { x, y: top - 8, "text-anchor": "middle", class: "soft" }, short(column.name, 8), s("title", {}, column.name)));
  });
  rows.forEach((row, n) => {
    const y = top + n * CELL;
    parts.push(s("text", { x: LABEL - 8, y: y + 17, "text-anchor": "end" }, short(row.name, 11), s("title", {}, row.name)));
    columns.forEach((column, m) => {
      const cell = cells.get(row.key + " " + column.key);
      const box = { x: LABEL + m * WIDE + 1, y: y + 1, width: WIDE - 2, height: CELL - 2, rx: 3 };
      if (!cell) { parts.push(s("rect", { ...box, fill: "#f8fafc" })); return; }
      const share = cell.n / most;
      const label = `${row.name} × ${column.name}: ${cell.title || number(cell.n)}`;
      parts.push(s("a", { href: cell.href, "aria-label": label }, s("rect", { ...box, fill: shade(share) }, s("title", {}, label)),
        s("text", { x: box.x + box.width / 2, y: y + 17, "text-anchor": "middle", "pointer-events": "none", style: null, fill: share > 0.3 ? "#fff" : "#1f2933", class: share > 0.3 ? "light" : "" }, number(cell.n))));
    });
  });
  return s("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": title }, parts);
}

function stacked(title, rows, keys, nameKey) {
  const wide = 560, top = 8, height = top + rows.length * CELL + 30, most = Math.max(1, ...rows.map((row) => row.total));
  const parts = rows.map((row, n) => {
    let x = LABEL;
    const y = top + n * CELL;
    const bars = keys.map((key, m) => {
      const count = row.counts.get(key) || 0, width = (count / most) * (wide - LABEL - 50);
      const bar = width ? s("rect", { x, y: y + 3, width, height: CELL - 8, fill: COLORS[m % COLORS.length] }, s("title", {}, `${row.name} · ${nameKey(key)}: ${number(count)}`)) : null;
      x += width;
      return bar;
    });
    return [s("a", { href: row.href, "aria-label": `${row.name}: ${number(row.total)}` }, s("text", { x: LABEL - 8, y: y + 17, "text-anchor": "end" }, short(row.name, 11)), bars.filter(Boolean)),
      s("text", { x: x + 6, y: y + 17, class: "soft" }, number(row.total))];
  });
  return s("svg", { width: wide, height: height - 24, viewBox: `0 0 ${wide} ${height - 24}`, role: "img", "aria-label": title }, parts);
}

function bars(title, rows) {
  const step = 36, height = 150, width = 40 + rows.length * step, most = Math.max(1, ...rows.map((row) => row.n));
  return s("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": title },
    s("text", { x: 2, y: 16, class: "soft" }, number(most)), s("line", { x1: 34, x2: width, y1: 120, y2: 120, stroke: "#d9dee3" }),
    rows.map((row, n) => {
      const tall = Math.max(1, (row.n / most) * 108), x = 38 + n * step;
      return [s("a", { href: link({ year: row.year }), "aria-label": `${row.year}: ${number(row.n)}` }, s("rect", { x, y: 120 - tall, width: step - 6, height: tall, rx: 2, fill: "#1e4080" }, s("title", {}, `${row.year}: ${number(row.n)}`))),
        s("text", { x: x + 15, y: 136, "text-anchor": "middle", class: "soft" }, String(row.year))];
    }));
}

function panel(title, svg, columns, rows, extra, classes = "panel") {
  return h("section", { class: classes }, h("h2", {}, title), extra || null, h("div", { class: "chart" }, svg),
    h("details", {}, h("summary", {}, t("as_table")), h("div", { class: "scroll" }, h("table", {},
      h("thead", {}, h("tr", {}, columns.map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, rows.map((row) => h("tr", {}, row.map((cell) => h("td", { class: typeof cell === "number" ? "number" : "" }, typeof cell === "number" ? number(cell) : cell))))))))) ;
}

function chartLabels(stats) {
  const rows = stats.labels.map((row) => ({ ...row, n: row.reports, section: row.industry.slice(0, row.industry.startsWith("X") ? 2 : 1) }));
  const sections = tally(rows, (row) => row.section, MOST_ROWS).map((key) => ({ key, name: key + " " + nameOf("industry", key) }));
  const types = tally(rows, (row) => row.report_type).map((key) => ({ key, name: nameOf("report_type", key) }));
  const cells = new Map();
  for (const row of rows) {
    const key = row.section + " " + row.report_type, cell = cells.get(key) || { n: 0, href: link({ industry: row.section, type: row.report_type }) };
    cell.n += row.n;
    cells.set(key, cell);
  }
  return panel(t("chart_labels"), heat(t("chart_labels"), sections, types, cells, true), [t("industry"), t("report_type"), t("reports")],
    stats.labels.map((row) => [row.industry + " " + nameOf("industry", row.industry), nameOf("report_type", row.report_type), row.reports]));
}

function chartTargets(stats) {
  const rows = stats.target_series.map((row) => ({ ...row, n: row.targets, name: row.metric || "—", when: row.year ?? "?" }));
  const metrics = tally(rows, (row) => row.name, 15).map((key) => ({ key, name: key }));
  const years = [...new Set(rows.filter((row) => metrics.some((metric) => metric.key === row.name)).map((row) => row.when))]
    .sort((a, b) => (a === "?" ? 1 : b === "?" ? -1 : a - b)).slice(-24).map((key) => ({ key, name: key === "?" ? t("undated") : String(key) }));
  const cells = new Map();
  for (const row of rows) {
    const key = row.name + " " + row.when, cell = cells.get(key) || { n: 0, ranges: [], href: link({ metric: row.metric, has_targets: "true" }) };
    cell.n += row.n;
    if (row.low !== null) cell.ranges.push(`${number(row.low)}–${number(row.high)} ${row.unit}`);
    cell.title = [number(cell.n), ...cell.ranges.slice(0, 4)].join("; ");
    cells.set(key, cell);
  }
  return panel(t("chart_targets"), heat(t("chart_targets"), metrics, years, cells), [t("metric"), t("unit"), t("year"), t("count"), t("range")],
    stats.target_series.slice(0, 400).map((row) => [row.metric, row.unit, String(row.year ?? t("undated")), row.targets, row.low === null ? "—" : `${number(row.low)} – ${number(row.high)}`]), null, "panel full");
}

function chartThemes(stats) {
  const rows = stats.themes.map((row) => ({ ...row, n: row.mentions }));
  const roles = tally(rows, (row) => row.role);
  const kept = new Set(roles.slice(0, COLORS.length - 1)), keys = roles.length > kept.size ? [...kept, "…"] : roles;
  const name = (key) => (key === "…" ? t("other") : nameOf("section_role", key));
  const themes = tally(rows, (row) => row.theme, MOST_ROWS).map((key) => {
    const counts = new Map();
    for (const row of rows) if (row.theme === key) { const role = kept.has(row.role) ? row.role : "…"; counts.set(role, (counts.get(role) || 0) + row.n); }
    return { key, name: nameOf("theme", key), counts, total: [...counts.values()].reduce((a, b) => a + b, 0), href: link({ theme: key }) };
  });
  const legend = h("p", { class: "legend" }, keys.map((key, n) => {
    const dot = h("i", { class: "dot" });
    dot.style.background = COLORS[n % COLORS.length];
    return h("span", {}, dot, name(key));
  }));
  return panel(t("chart_themes"), stacked(t("chart_themes"), themes, keys, name), [t("theme"), t("section"), t("count"), t("reports")],
    stats.themes.map((row) => [nameOf("theme", row.theme), nameOf("section_role", row.role), row.mentions, row.reports]), legend);
}

function chartYears(stats) {
  const rows = stats.years.slice(-40).map((row) => ({ year: row.year, n: row.reports }));
  return panel(t("chart_years"), bars(t("chart_years"), rows), [t("year"), t("reports")], rows.map((row) => [String(row.year), row.n]), null, "panel full");
}

export function drawOverview(stats) {
  const keys = ["reports", "pages", "characters", "indicators", "targets", "redacted", "clusters", "copies"];
  return [h("dl", { class: "figures panel" }, keys.map((key) => h("div", {}, h("dt", {}, t(key)), h("dd", {}, number(stats[key]))))),
    h("div", { class: "charts" }, chartLabels(stats), chartThemes(stats), chartTargets(stats), chartYears(stats))];
}
