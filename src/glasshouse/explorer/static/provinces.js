// Provinces as small multiples: how many each lists, how harsh it is, whose rules it took over, year by year.

import { Faulty, getJson, offline } from "./api.js";
import { announce, byId, capital, counted, el, lessMotion, number, percent } from "./dom.js";
import { figureOf, tableOf } from "./charts.js";
import { listen, store } from "./state.js";

const PROVINCE_HISTORIES = [
  { id: "many", title: "They compete for ever" },
  { id: "unified", title: "They compete, then are unified" },
  { id: "central", title: "One rulebook from the start" },
];
const DRAWN = [
  { id: "listed", title: "Share of adults listed", words: percent },
  { id: "harshness", title: "Harshness of the rules (0 mildest, 1 harshest)", words: (/** @type {number} */ value) => number(value) },
  { id: "gated", title: "Share of adults with a right shut", words: percent },
];
const YEAR_MS = 900;
const YEAR_MS_CALM = 2200;

const chosen = { history: "many", drawn: "listed", year: 0, rulebook: "" };
/** @type {any} */
let told = null;
let point = (/** @type {number} */ _year) => {};
let timer = 0;
let wishedHistory = 0;

/** Bind the view; the provinces are lived when it is first opened. */
export function startProvinces() {
  listen("view", () => {
    if (store.view !== "provinces") stop();
    else if (!told) void live();
  });
}

async function live() {
  stop();
  const mine = ++wishedHistory;
  const box = byId("provinces");
  if (!told) box.replaceChildren(el("p", { role: "status" }, "Thirty-one provinces live ten years. This takes some seconds."));
  box.setAttribute("aria-busy", "true");
  try {
    const answer = offline ? heldHistory() : await askedHistory();
    if (mine !== wishedHistory) return;
    told = answer;
    chosen.rulebook = answer.rulebook;
    chosen.year = years() - 1;
    draw();
  } catch (error) {
    if (!(error instanceof Faulty)) throw error;
    box.replaceChildren(el("p", { role: "status" }, error.message));
  } finally {
    box.removeAttribute("aria-busy");
  }
}

/** @returns {Promise<any>} */
function askedHistory() {
  const said = new URLSearchParams({ history: chosen.history });
  if (chosen.rulebook) said.set("rulebook", chosen.rulebook);
  return getJson(`/api/provinces?${said}`);
}

function heldHistory() {
  const held = offline.provinces?.[chosen.history];
  if (!held) throw new Faulty([{ what: "This history of the provinces is not on this page", fix: "start glasshouse explore", file: "", line: 0 }], 404);
  return held;
}

function years() {
  return told.provinces[0]?.listed.length ?? 0;
}

function draw() {
  const pick = (/** @type {"history"|"drawn"} */ name, /** @type {string} */ title, /** @type {any[]} */ options) => {
    const input = el("select", { id: `of-${name}` }, ...options.map((one) => el("option", { value: one.id, selected: one.id === chosen[name] }, one.title)));
    input.addEventListener("change", () => {
      chosen[name] = input.value;
      if (name === "history") void live();
      else drawMultiples();
    });
    return el("label", { for: `of-${name}` }, title, input);
  };
  const play = el("button", { type: "button", id: "years-play", "aria-pressed": "false" }, "Play");
  play.addEventListener("click", () => (timer ? stop() : start()));
  const slide = el("input", { type: "range", id: "year", min: 0, max: years() - 1, step: 1, value: chosen.year, "aria-label": "Year" });
  slide.addEventListener("input", () => {
    stop();
    chosen.year = Number(slide.value);
    drawYear();
  });
  byId("provinces").replaceChildren(
    el("p", { class: "lede" }, "Each province may move what the outline leaves open. Once a year the centre ranks them; some copy the first, some try something of their own."),
    el("div", { class: "pickers" }, pick("history", "History", PROVINCE_HISTORIES), pick("drawn", "What is drawn", DRAWN)),
    el("div", { class: "walk" }, play, slide, el("output", { for: "year", id: "year-name" })),
    el("p", { id: "year-says", role: "status" }),
    el("div", { id: "multiples" }),
    el("details", {}, el("summary", {}, "The provinces in this year"), el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Figures", id: "year-table" })),
  );
  drawMultiples();
}

function drawMultiples() {
  const box = byId("multiples");
  const made = figureOf(told.figures[chosen.drawn], Math.max(320, Math.min(1100, box.clientWidth || 800)), "h2");
  point = made.point;
  box.replaceChildren(made.figure);
  drawYear();
}

function drawYear() {
  const { drawn, year } = chosen;
  const kind = DRAWN.find((one) => one.id === drawn) ?? DRAWN[0];
  const values = (/** @type {any} */ one) => (one[drawn] ?? []).map((/** @type {number|null} */ value) => value ?? 0);
  const name = String(Number(told.start.slice(0, 4)) + year);
  byId("year").value = String(year);
  byId("year").setAttribute("aria-valuetext", name);
  byId("year-name").textContent = name;
  const copied = told.provinces.filter((/** @type {any} */ one) => one.adopted_from?.[year]).length;
  const unified = told.provinces.every((/** @type {any} */ one) => one.unified?.[year]);
  const means = told.provinces.map((/** @type {any} */ one) => values(one)[year]);
  const spread = `${kind.words(Math.min(...means))} to ${kind.words(Math.max(...means))}`;
  byId("year-says").textContent = unified ? `${name}: one rulebook everywhere. ${capital(kind.title.toLowerCase())}: ${spread}.` : `${name}: ${counted(copied, "province")} took over the rules of the first. ${kind.title}: ${spread}.`;
  point(year);
  byId("year-table").replaceChildren(yearFigures(name));
}

/** @param {string} name */
function yearFigures(name) {
  const { year } = chosen;
  const columns = [{ title: "Province" }, { title: "Listed", n: true }, { title: "Right shut", n: true }, { title: "Harshness", n: true }, { title: "Rank", n: true }, { title: "Copied" }];
  const rows = told.provinces.map((/** @type {any} */ one) => [
    capital(String(one.province).replaceAll("_", " ")),
    percent(one.listed[year]),
    percent(one.gated?.[year] ?? NaN),
    one.harshness?.[year] === null || one.harshness === undefined ? "" : number(one.harshness[year]),
    one.rank?.[year] ? String(one.rank[year]) : "",
    one.adopted_from?.[year] ? capital(String(one.adopted_from[year]).replaceAll("_", " ")) : "",
  ]);
  return tableOf(`Provinces in ${name}`, columns, rows);
}

function start() {
  if (chosen.year >= years() - 1) chosen.year = -1;
  timer = window.setInterval(step, lessMotion() ? YEAR_MS_CALM : YEAR_MS);
  byId("years-play").textContent = "Pause";
  byId("years-play").setAttribute("aria-pressed", "true");
  step();
}

function step() {
  chosen.year++;
  drawYear();
  if (chosen.year >= years() - 1) stop();
}

function stop() {
  if (!timer) return;
  clearInterval(timer);
  timer = 0;
  byId("years-play").textContent = "Play";
  byId("years-play").setAttribute("aria-pressed", "false");
  if (told) announce(byId("year-says").textContent ?? "");
}
