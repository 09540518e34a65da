// Findings of lint for the rulebook as it is set: the questions a lawyer would ask, and where.

import { Faulty, postJson } from "./api.js";
import { capital, count, el } from "./dom.js";
import { store } from "./state.js";

const GRADE_WORDS = { P: "Ban", E: "Error", W: "Warning" };

/** Ask what a lawyer would ask of the setting as it stands, and show it. */
export async function lintNow() {
  const place = document.getElementById("lint");
  if (!place) return;
  const { rulebook, variant, changes } = store.setting;
  const key = JSON.stringify([rulebook, variant, changes]);
  try {
    const answer = await postJson("/api/lint", { rulebook, variant, changes });
    const now = store.setting;
    if (key !== JSON.stringify([now.rulebook, now.variant, now.changes])) return;
    drawFindings(place, answer);
  } catch (error) {
    if (!(error instanceof Faulty)) throw error;
    place.replaceChildren(el("h3", {}, "What a lawyer would ask"), el("p", { role: "status" }, error.message));
  }
}

/** @param {Element} place @param {any} answer */
function drawFindings(place, answer) {
  const open = new Set([...place.querySelectorAll("details[open]")].map((one) => one.getAttribute("data-id")));
  const sure = answer.findings.filter((/** @type {any} */ one) => one.verdict === "violated");
  const rest = answer.findings.filter((/** @type {any} */ one) => one.verdict !== "violated");
  const title = sure.length ? `${count(sure.length)} ${sure.length === 1 ? "question" : "questions"} a lawyer would ask` : "Nothing a lawyer would ask first";
  const row = (/** @type {any} */ one) => finding(one, open.has(one.id));
  place.replaceChildren(
    el("h2", { id: "lint-title" }, title),
    el("p", { class: "note", role: "status" }, answer.note ?? "Questions, no verdicts."),
    ...sure.map(row),
    rest.length ? el("details", { "data-id": "rest", open: open.has("rest") }, el("summary", {}, `${count(rest.length)} more, of which too little is known`), ...rest.map(row)) : "",
  );
}

/** @param {any} one @param {boolean} open */
function finding(one, open) {
  const grade = GRADE_WORDS[/** @type {keyof typeof GRADE_WORDS} */ (one.severity)] ?? capital(one.severity);
  const articles = one.articles.map((/** @type {any} */ article) => el("li", {}, `${article.name}: ${article.asks}${article.binds ? ` (${article.binds})` : ""}`));
  const places = one.places.slice(0, 6).map((/** @type {any} */ at) => el("li", {}, el("code", {}, at.path), ` ${at.says ?? ""}`));
  return el(
    "details",
    { class: "finding", "data-id": one.id, open },
    el("summary", {}, el("span", { class: `grade ${one.severity}` }, grade), one.title, " ", el("span", { class: "tag" }, one.id)),
    el("p", {}, one.why),
    one.cannot_see ? el("p", { class: "note" }, `It cannot see: ${one.cannot_see}`) : null,
    el("ul", { class: "note" }, ...places),
    articles.length ? el("details", {}, el("summary", {}, "What the law asks"), el("ul", { class: "note" }, ...articles)) : null,
  );
}
