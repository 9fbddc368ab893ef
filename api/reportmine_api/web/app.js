// Lead from the address (#/search?…, #/report/ID, #/compare/A/B, #/overview, #/analyze) to what is shown.
import { Problem, ask, h, loadNames, marked, nameOf, number, percent, pieces, placeOf, post, say, state, t } from "./lib.js";
import { drawOverview } from "./charts.js";
import { drawHead, drawReport, show } from "./report.js";

const FACETS = ["section", "industry", "report_type", "year", "theme", "has_targets", "site"];
const FIELD = { section: "industry", industry: "industry", report_type: "type", year: "year", theme: "theme", has_targets: "has_targets", site: "site" };
const KEPT = ["industry", "type", "year", "theme", "site", "has_targets", "metric", "cluster"];
const SHOWN = 8, PAGE = 20;
const view = document.getElementById("view");
let turn = new AbortController();
let lastSearch = "#/search";
let pasted = "";

const loading = () => h("p", { class: "loading" }, t("loading"));

function drawFrame(route) {
  document.documentElement.lang = state.language === "zh" ? "zh-CN" : "en";
  document.title = "reportmine · " + t(["search", "overview", "analyze"].includes(route) ? route : "reports");
  document.getElementById("nav").replaceChildren(...["search", "overview", "analyze"].map((name) =>
    h("a", { href: name === "search" ? lastSearch : "#/" + name, "aria-current": name === route ? "page" : null }, t(name))));
  const language = document.getElementById("language");
  language.textContent = t("language");
  language.onclick = () => {
    state.language = state.language === "zh" ? "en" : "zh";
    localStorage.setItem("language", state.language);
    draw();
  };
  const key = document.getElementById("key");
  key.hidden = !(state.meta?.keys || sessionStorage.getItem("key"));
  key.textContent = t("key");
  key.onclick = askKey;
}

function askKey() {
  const input = h("input", { type: "password", name: "key", autocomplete: "off", "aria-label": t("key") });
  const dialog = h("dialog", { onclose: () => dialog.remove() }, h("form", { method: "dialog", class: "row", onsubmit: () => {
    sessionStorage.setItem("key", input.value);
    state.meta = null;
    draw();
  } }, h("label", {}, t("keyhint")), input, h("button", { class: "main" }, t("save"))));
  document.body.append(dialog);
  dialog.showModal();
}

function fail(error) {
  if (error.name === "AbortError") return;
  const body = error instanceof Problem ? error.body : { title: String(error.message), detail: "", mend: "" };
  if (body.status === 401 || body.status === 403) askKey();
  view.replaceChildren(h("div", { class: "panel problem", role: "alert" }, h("h1", {}, body.title), h("p", {}, body.detail), body.mend ? h("p", { class: "quiet" }, body.mend) : null));
}

async function draw() {
  turn.abort();
  turn = new AbortController();
  const mine = turn;
  const [path, query = ""] = (location.hash.slice(2) || "search").split("?");
  const [route, ...parts] = path.split("/").map(decodeURIComponent);
  drawFrame(route);
  try {
    if (!state.meta) await loadNames();
    drawFrame(route);
    const routes = { search: showSearch, report: showReport, compare: showCompare, overview: showOverview, analyze: showAnalyze };
    const nodes = await (routes[route] || showSearch)(parts, new URLSearchParams(query), mine.signal);
    if (mine.signal.aborted) return;
    view.replaceChildren(...[nodes].flat());
  } catch (error) {
    if (!mine.signal.aborted) fail(error);
  }
}

const address = (params) => "#/search" + (String(params) ? "?" + params : "");
function changed(params, name, value) {
  const copy = new URLSearchParams(params);
  copy.delete("page");
  value === null ? copy.delete(name) : copy.set(name, value);
  return copy;
}

async function showSearch(_parts, params, signal) {
  if (!state.meta.corpus) return noCorpus();
  lastSearch = address(params);
  const box = drawBox(params);
  if (!view.querySelector(".found")) view.replaceChildren(box, loading());
  const page = Math.max(1, Number(params.get("page")) || 1);
  const asked = new URLSearchParams([...params].filter(([name]) => KEPT.includes(name) || name === "q"));
  asked.set("limit", PAGE);
  asked.set("offset", (page - 1) * PAGE);
  let result;
  try {
    result = await ask("/search?" + asked, { signal });
  } catch (error) {
    if (error.body?.status !== 400 && error.body?.status !== 422) throw error;
    return [box, h("div", { class: "panel problem", role: "alert" }, h("p", {}, error.body.detail), h("p", { class: "quiet" }, error.body.mend))];
  }
  say(number(result.total) + " " + t("found"));
  return [box, h("div", { class: "found" }, drawFacets(result.facets, params), drawHits(result, params, page))];
}

function drawBox(params) {
  const input = h("input", { type: "search", name: "q", value: params.get("q") || "", placeholder: t("placeholder"), "aria-label": t("search"), maxlength: 500, autocomplete: "off" });
  return h("form", { class: "searchbox", role: "search", onsubmit: (event) => {
    event.preventDefault();
    location.hash = address(changed(params, "q", input.value.trim() || null));
  } }, input, h("button", { class: "main" }, t("search")));
}

function facetName(facet, value) {
  if (facet === "has_targets") return ["true", "1"].includes(value) ? t("with_targets") : t("without_targets");
  if (facet === "section" || facet === "industry") return value + " " + nameOf("industry", value);
  return { report_type: 1, theme: 1 }[facet] ? nameOf(facet, value) : value;
}

function drawFacets(facets, params) {
  const blocks = FACETS.map((facet) => {
    let entries = Object.entries(facets[facet] || {});
    if (facet === "year") entries.sort((a, b) => b[0] - a[0]);
    const field = FIELD[facet], chosen = params.get(field);
    if (facet === "industry" && !chosen) return null; // divisions come up within a section
    if (facet === "section" && chosen?.length > 1) entries = entries.filter(([value]) => chosen.startsWith(value));
    if (facet === "site" && entries.length < 2 && !chosen) return null;
    if (!entries.length) return null;
    const button = ([value, count]) => {
      const sent = facet === "has_targets" ? String(["true", "1"].includes(value)) : value;
      const on = chosen === sent;
      return h("button", { type: "button", "data-facet": facet, "data-value": value, "aria-pressed": on, onclick: () => (location.hash = address(changed(params, field, on ? null : sent))) },
        h("span", {}, facetName(facet, value)), h("span", {}, number(count)));
    };
    const hidden = entries.slice(SHOWN).map(button);
    const more = hidden.length ? h("button", { type: "button", class: "more", onclick: (event) => event.currentTarget.replaceWith(...hidden) }, t("more") + " (" + hidden.length + ")") : null;
    return h("fieldset", { class: "facet" }, h("legend", {}, t(facet)), entries.slice(0, SHOWN).map(button), more);
  });
  const active = KEPT.filter((name) => params.get(name));
  const only = ["metric", "cluster"].filter((name) => params.get(name)).map((name) => h("p", {}, t(name) + ": ", h("span", { class: "chip" }, name === "metric" ? nameOf("metric", params.get(name)) : params.get(name))));
  const clear = active.length ? h("button", { type: "button", onclick: () => (location.hash = address(new URLSearchParams(params.get("q") ? { q: params.get("q") } : {}))) }, t("clear")) : null;
  const open = matchMedia("(min-width: 801px)").matches;
  return h("aside", { class: "panel facets" }, h("details", { open }, h("summary", {}, t("filters") + (active.length ? " (" + active.length + ")" : "")), only, clear, blocks));
}

function drawHits(result, params, page) {
  if (!result.hits.length) return h("section", { class: "panel" }, h("h2", {}, t("none")), h("p", { class: "quiet" }, t("none_hint")));
  const pages = Math.max(1, Math.ceil(Math.min(result.total, 9000) / PAGE));
  const turnTo = (to, key) => h("button", { type: "button", disabled: to < 1 || to > pages, onclick: () => { location.hash = address(changed(params, "page", to)) ; scrollTo(0, 0); } }, t(key));
  const list = result.hits.map((hit) => h("li", {},
    h("a", { class: "title", href: "#/report/" + encodeURIComponent(hit.id) }, hit.title ? marked(hit.title, hit.title_highlights) : t("untitled")),
    h("p", { class: "facts" }, h("span", {}, nameOf("report_type", hit.report_type)), h("span", {}, nameOf("industry", hit.industry)), hit.year ? h("span", {}, String(hit.year)) : null, h("span", {}, placeOf(hit.source))),
    h("p", {}, marked(hit.snippet.text, hit.snippet.highlights))));
  return h("section", { class: "panel results" }, h("p", { class: "quiet total" }, number(result.total) + " " + t("found")), h("ol", { class: "hits" }, list),
    h("div", { class: "pager" }, turnTo(page - 1, "previous"), h("span", { class: "quiet" }, page + " / " + pages), turnTo(page + 1, "next")));
}

async function showReport([id], _params, signal) {
  view.replaceChildren(loading());
  const record = await ask("/reports/" + encodeURIComponent(id), { signal });
  const title = record.title || t("untitled");
  document.title = title + " · reportmine";
  scrollTo(0, 0);
  const alone = state.meta.keys ? null : h("a", { href: "/api/v1/reports/" + encodeURIComponent(id) + "/html", target: "_blank", rel: "noopener" }, t("view_alone"));
  return [drawHead(record, alone, h("a", { href: lastSearch }, t("back"))), drawReport(record, { stored: true })];
}

async function showCompare([a, b], _params, signal) {
  view.replaceChildren(loading());
  const path = "/reports/" + encodeURIComponent(a);
  const [one, other, facts] = await Promise.all([ask(path, { signal }), ask("/reports/" + encodeURIComponent(b), { signal }), ask(path + "/duplicates", { signal })]);
  const copy = facts.copies.find((entry) => entry.id === b) || { spans: [], containment: 0 };
  const spans = [...copy.spans].sort((x, y) => x[0][0] - y[0][0]);
  const columns = [one, other].map((record, side) => {
    const marks = spans.map((pair, n) => ({ start: pair[side][0], end: pair[side][1], n }));
    const text = h("article", { class: "panel text", tabindex: 0, lang: "zh-CN", "aria-label": record.title }, pieces(record.text, marks, (piece, on) =>
      on.length ? h("mark", { class: "shared" + (on[0].n % 2 ? " odd" : ""), tabindex: 0, "data-pair": on[0].n }, piece) : piece));
    return { text, box: h("section", {}, h("h2", {}, h("a", { href: "#/report/" + encodeURIComponent(record.id) }, record.title || t("untitled"))), h("p", { class: "facts" }, placeOf(record.source)), text) };
  });
  columns.forEach(({ text }, side) => {
    const go = (event) => {
      const mark = event.target.closest("mark");
      if (!mark || (event.type === "keydown" && event.key !== "Enter")) return;
      const partner = columns[1 - side].text.querySelector(`[data-pair="${mark.dataset.pair}"]`);
      columns.forEach((column) => column.text.querySelectorAll(".chosen").forEach((node) => node.classList.remove("chosen")));
      [mark, partner].forEach((node) => node?.classList.add("chosen"));
      show(partner);
    };
    text.addEventListener("click", go);
    text.addEventListener("keydown", go);
  });
  return [h("div", { class: "panel" }, h("h1", {}, t("compare")), h("p", { class: "facts" }, h("span", {}, t("containment") + " " + percent(copy.containment)), h("span", {}, spans.length + " " + t("spans")))),
    h("div", { class: "compare" }, columns.map((column) => column.box))];
}

async function showOverview(_parts, _params, signal) {
  if (!state.meta.corpus) return noCorpus();
  view.replaceChildren(loading());
  const stats = await ask("/stats", { signal });
  return stats.reports ? drawOverview(stats) : h("p", { class: "panel" }, t("empty_corpus"));
}

function noCorpus() {
  return h("div", { class: "panel" }, h("p", {}, t("no_corpus")), h("p", {}, h("a", { href: "#/analyze" }, t("analyze"))));
}

async function showAnalyze() {
  const area = h("textarea", { name: "text", "aria-label": t("analyze"), placeholder: t("paste_hint"), spellcheck: "false" });
  area.value = pasted;
  area.addEventListener("input", () => (pasted = area.value));
  const file = h("input", { type: "file", "aria-label": t("file") });
  const out = h("div", { id: "analysis" });
  const button = h("button", { class: "main" }, t("run"));
  const run = async (event) => {
    event.preventDefault();
    const chosen = file.files[0];
    if (!chosen && !area.value.trim()) return area.focus();
    button.disabled = true;
    out.replaceChildren(loading());
    try {
      let answer;
      if (chosen) {
        const form = new FormData();
        form.append("file", chosen);
        answer = await ask("/analyze", { method: "POST", body: form });
      } else answer = await post("/analyze", { text: area.value });
      drawAnalysis(out, answer, chosen ? "" : area.value);
      file.value = "";
    } catch (error) {
      const body = error.body || { title: error.message, detail: "", mend: "" };
      if (body.status === 401 || body.status === 403) askKey();
      out.replaceChildren(h("div", { class: "panel problem", role: "alert" }, h("p", {}, body.detail || body.title), h("p", { class: "quiet" }, body.mend)));
    } finally {
      button.disabled = false;
    }
  };
  area.addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run(event); });
  return [h("form", { class: "panel paste", onsubmit: run }, area, h("div", { class: "row" }, button, h("label", { class: "quiet row" }, t("file"), file))), out];
}

function drawAnalysis(out, answer, text) {
  const reports = answer.reports;
  say(reports.length + " " + t("articles"));
  const place = h("div", {});
  const pick = (n) => place.replaceChildren(drawHead(reports[n]), drawReport(reports[n], text ? { text, article: reports[n].index } : { text: reports[n].text, article: 0 }));
  const chooser = reports.length > 1 ? h("label", { class: "row" }, t("article"), h("select", { onchange: (event) => pick(Number(event.target.value)) },
    reports.map((report, n) => h("option", { value: n }, n + 1 + " " + (report.title || t("untitled")))))) : null;
  const errors = answer.errors.map((error) => h("p", { class: "quiet" }, error.detail));
  out.replaceChildren(h("div", { class: "row spaced" }, chooser, errors), place);
  pick(0);
  place.scrollIntoView({ block: "start" });
}

addEventListener("hashchange", draw);
addEventListener("keydown", (event) => {
  if (event.key === "/" && !/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) {
    const input = document.querySelector(".searchbox input");
    if (input) { event.preventDefault(); input.focus(); input.select(); }
  }
});
draw();
