// Who is harmed: harm beside claimed benefit, differences by group with their intervals, and where rights
// were denied.

import { byId, count, el, number } from "./dom.js";
import { figureOf } from "./charts.js";
import { figuresOf } from "./runs.js";
import { listen, store } from "./state.js";

/** Pixels of a figure of the months. */
const MONTHS_WIDE = 380;
/** The measure whose groups are shown first, where there is a figure of it. */
const FIRST = "by_group.months_wrongly_listed";
/** Measures of the cards, each where the rulebook of the run has a part in it. */
const CARDS_OF_HARM = ["ever_listed", "months_wrongly_listed", "denied", "months_voiced", "exposure", "ties_cut"];

let chosenMeasure = "";

/** Draw again whenever the run or the view changes. */
export function startHarms() {
  listen("run view", () => {
    if (store.view === "harms" && store.report) void drawHarms();
  });
}

async function drawHarms() {
  const { report, run } = store;
  if (!report?.headline) {
    byId("harms").replaceChildren(el("p", {}, "This page holds no comparison with the twin."));
    return;
  }
  const rest = el("div", {});
  byId("harms").replaceChildren(balance(report), rest);
  const figures = await figuresOf(run);
  if (figures && run === store.run) rest.replaceChildren(overTime(figures.months), byGroup(figures.groups), byPlace(figures.places));
}

/* harm beside benefit */

/** @param {any} report */
function balance(report) {
  const harm = CARDS_OF_HARM.map((name) => report.headline.find((/** @type {any} */ one) => (one.id ?? one.measure) === name)).filter(Boolean);
  const good = report.headline.filter((/** @type {any} */ one) => one.side === "benefit");
  return el(
    "div",
    { class: "balance" },
    el("section", { "aria-label": "Harm" }, el("h2", {}, "What it did to people"), el("ul", {}, ...harm.map(card))),
    el("section", { class: "good", "aria-label": "Claimed benefit" }, el("h2", {}, "Claimed benefits"), el("ul", {}, ...good.slice(0, 2).map(card), ...price(report))),
  );
}

/** @param {any} one */
function card(one) {
  const sure = one.low !== null && one.low !== undefined && one.low < one.high && (one.low > 0 || one.high < 0);
  const range = one.low !== null && one.low !== undefined && one.low !== one.high ? `95\u202f% interval ${number(one.low)} to ${number(one.high)}` : "";
  return el("li", {}, el("b", {}, number(one.difference ?? one.value, true)), `${one.title}, ${one.unit}`, el("small", {}, sure || !range ? range : `${range}: holds zero`));
}

/** @param {any} report */
function price(report) {
  const rows = Object.fromEntries((report.benefit ?? []).map((/** @type {any} */ one) => [one.id, one]));
  const found = [];
  if (rows.missed) found.push(el("li", {}, el("b", {}, number(rows.missed.system - rows.missed.twin, true)), "Payments missed, over the whole run", el("small", {}, `${count(rows.missed.system)} instead of ${count(rows.missed.twin)}`)));
  if (rows.price?.system) found.push(el("li", {}, el("b", {}, number(rows.price.system)), `${rows.price.title}, ${rows.price.unit}`));
  return found;
}

/** @param {any[]} figures */
function overTime(figures) {
  return el(
    "section",
    { "aria-label": "Month by month" },
    el("h2", {}, "Month by month"),
    el("div", { class: "cards months" }, ...figures.map((one) => figureOf(one, MONTHS_WIDE).figure)),
  );
}

/** The differences by group: one figure for each measure, of which one is shown. @param {any[]} figures */
function byGroup(figures) {
  if (!figures.length) return el("p", {}, "No group gained or lost anything.");
  const known = figures.map((one) => one.id);
  if (!known.includes(chosenMeasure)) chosenMeasure = known.includes(FIRST) ? FIRST : known[0];
  const place = el("div", {});
  const show = () => place.replaceChildren(figureOf(figures.find((one) => one.id === chosenMeasure), room()).figure);
  const pick = el("select", { id: "measure" }, ...figures.map((one) => el("option", { value: one.id, selected: one.id === chosenMeasure }, one.title.split(". ")[0])));
  pick.addEventListener("change", () => {
    chosenMeasure = pick.value;
    show();
  });
  show();
  return el("section", { "aria-label": "By group" }, el("h2", {}, "By group"), el("div", { class: "pickers" }, el("label", { for: "measure" }, "What is compared", pick)), place);
}

/** @param {any} figure */
function byPlace(figure) {
  const inside = figure ? figureOf(figure, room()).figure : el("p", {}, "Nobody had a right denied for a whole month.");
  return el("section", { "aria-label": "Rights lost" }, el("h2", {}, "Where rights were denied"), inside);
}

/** Pixels there are for a figure. */
function room() {
  return Math.max(320, Math.min(760, byId("harms").clientWidth || 700));
}
