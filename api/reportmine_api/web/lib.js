// Build nodes, ask the API, and name codes: text goes into the page as text nodes only.
import { WORDS } from "./words.js";

export const state = { language: localStorage.getItem("language") || "zh", names: {}, meta: null };
export const t = (key) => WORDS[key]?.[state.language === "zh" ? 0 : 1] ?? key;

export const h = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
export const s = (tag, attributes, ...children) =>
  fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || (value === false && !name.startsWith("aria-"))) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "text") node.textContent = value;
    else node.setAttribute(name, value === true && !name.startsWith("aria-") ? "" : String(value));
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export class Problem extends Error {
  constructor(body) {
    super(body.detail);
    this.body = body;
  }
}

export async function ask(path, options = {}) {
  const key = sessionStorage.getItem("key");
  const headers = { ...(key ? { "X-API-Key": key } : {}), ...(options.headers || {}) };
  let response;
  try {
    response = await fetch("/api/v1" + path, { ...options, headers });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem({ status: 0, title: t("offline"), detail: t("offline"), mend: "" });
  }
  if (response.ok) return response.json();
  let body;
  try {
    body = await response.json();
  } catch {
    body = { status: response.status, title: response.statusText, detail: "", mend: "" };
  }
  throw new Problem(body);
}

export const post = (path, value, options = {}) =>
  ask(path, { ...options, method: "POST", body: JSON.stringify(value), headers: { "Content-Type": "application/json" } });

export async function loadNames() {
  state.meta = await ask("/meta");
  const wanted = ["theme", "report_type", "industry", "role", "section_role", "bound", "change", "metric"];
  const found = await Promise.all(wanted.map((name) => ask("/vocabulary/" + name).catch(() => ({ entries: [] }))));
  wanted.forEach((name, n) => (state.names[name] = new Map(found[n].entries.map((entry) => [entry.id, entry]))));
}

export function nameOf(vocabulary, code) {
  const entry = state.names[vocabulary]?.get(code);
  return (entry && ((state.language === "en" && entry.en) || entry.zh)) || code || "";
}

export const number = (value) => new Intl.NumberFormat(state.language === "zh" ? "zh-CN" : "en").format(value);
export const percent = (share) => Math.round(100 * share) + " %";
export const placeOf = (source) => source?.url || source?.path || t("pasted");

export function say(message) {
  const node = document.getElementById("status");
  node.textContent = message;
  clearTimeout(say.timer);
  if (message) say.timer = setTimeout(() => (node.textContent = ""), 4000);
}

// Offsets of the API count characters, JavaScript counts UTF-16 units: texts with characters beyond them are cut as arrays.
export function slicer(text) {
  if (!/[\ud800-\udfff]/.test(text)) return { length: text.length, cut: (a, b) => text.slice(a, b) };
  const points = Array.from(text);
  return { length: points.length, cut: (a, b) => points.slice(a, b).join("") };
}

// Cut a text at the bounds of all spans {start, end, ...} and give each piece with the spans that cover it to `draw`.
export function pieces(text, spans, draw) {
  const source = slicer(text);
  const starts = new Map(), ends = new Map();
  const put = (map, at, span) => map.has(at) ? map.get(at).push(span) : map.set(at, [span]);
  for (const span of spans) { put(starts, span.start, span); put(ends, span.end, span); }
  const bounds = [...new Set([0, source.length, ...starts.keys(), ...ends.keys()])].sort((a, b) => a - b);
  const live = new Set();
  const nodes = [];
  bounds.forEach((at, n) => {
    for (const span of ends.get(at) || []) live.delete(span);
    for (const span of starts.get(at) || []) span.end > at ? live.add(span) : nodes.push(draw("", [span]));
    const piece = source.cut(at, bounds[n + 1] ?? source.length);
    if (piece) nodes.push(draw(piece, [...live]));
  });
  return nodes;
}

export const marked = (text, spans) =>
  pieces(text, spans.map(([start, end]) => ({ start, end })), (piece, on) => on.length ? h("mark", {}, piece) : piece);
