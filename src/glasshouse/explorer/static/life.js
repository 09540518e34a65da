// One synthetic person and the twin beside each other: a picture of both lives, a walk through the months, and
// every turn with the clause that caused it.

import { Faulty, getJson, offline } from "./api.js";
import { announce, byId, capital, el, monthName, number } from "./dom.js";
import { figureOf, tableOf } from "./charts.js";
import { FEARFUL, GATED, LISTED, VOICES, WRONG, TWIN_VOICES } from "./recording.js";
import { follow, listen, setMonth, showView, standAt, store } from "./state.js";
import { pause } from "./city.js";

/** @typedef {{month: number, date: string, event: string, text: string, clause: string, says: string}} LifeEvent */
/** @typedef {{person: Record<string, any>, system: LifeEvent[], twin: LifeEvent[], standing?: any, totals?: any[], figure: import("./charts.js").Figure}} Life */
/** @typedef {{first: number, last: number, system: LifeEvent[], twin: LifeEvent[]}} Turn */

const TURN_ROWS = 80;
/** Of each fate so many, drawn by luck, have lives the server has at hand. */
const AT_HAND = 12;
const FATE_WORDS = {
  wrongly_listed: "listed for somebody else's act or though unable to pay",
  silenced: "who fell silent",
  locked_out: "refused more often than the twin",
  richer: "who ended with more than the twin",
  poorer: "who ended with less than the twin",
  listed: "who was listed",
  random: "picked at random",
};

/** @type {Map<string, Life>} */
const lives = new Map();
/** @type {Life|null} */
let life = null;
/** @type {Turn[]} */
let turns = [];
let told = "";
/** Whether the walk goes to the system's first doing once the life is there. */
let fromTheStart = false;
let point = (/** @type {number} */ _month) => {};
/** @type {any} */
let walker = null;

/** Bind the jumps. */
export function startLife() {
  for (const button of document.querySelectorAll("[data-fate]")) {
    button.addEventListener("click", () => void jump(/** @type {HTMLElement} */ (button).dataset.fate ?? "random"));
  }
  listen("person run view", () => {
    if (store.view === "life" && store.recording) void showLife();
  });
  listen("month", () => {
    if (store.view === "life") walkTo();
  });
}

/**
 * Go to somebody with the first fate that anybody met, another one each time.
 * @param {string[]} wished
 * @returns {Promise<void>}
 */
async function jump(...wished) {
  const [fate, ...others] = wished;
  try {
    const person = await personOf(fate);
    if (person === null) return others.length ? jump(...others) : nobody(fate);
    told = `Picked as somebody ${FATE_WORDS[/** @type {keyof typeof FATE_WORDS} */ (fate)]}.`;
    fromTheStart = true;
    follow(person);
    if (store.view !== "life") showView("life");
  } catch (error) {
    if (!(error instanceof Faulty)) throw error;
    nobody(fate, error.message);
  }
}

/** @param {string} fate @param {string} [why] */
function nobody(fate, why = `Nobody here is somebody ${FATE_WORDS[/** @type {keyof typeof FATE_WORDS} */ (fate)]}`) {
  announce(why);
  byId("life").prepend(el("p", { role: "status" }, `${why}.`));
}

/**
 * Somebody with a fate; null for nobody. @param {string} fate @param {number} [n] the n-th hardest hit; any of them, by chance, if not said
 * @returns {Promise<number|null>}
 */
export async function personOf(fate, n) {
  if (offline) return heldPerson(fate, n);
  const which = n === undefined ? `n=${Math.floor(Math.random() * AT_HAND)}&order=luck` : `n=${n}`;
  return (await getJson(`/api/run/${store.run}/pick?fate=${fate}&${which}`)).person;
}

/** @param {string} fate @param {number} [n] */
function heldPerson(fate, n) {
  const held = offline.picks?.[fate] ?? Object.keys(offline.lives ?? {}).map(Number);
  if (!held.length) return null;
  return held[n === undefined ? Math.floor(Math.random() * held.length) : n % held.length];
}

/**
 * A life, asked for once. @param {number} person @returns {Promise<Life>}
 */
export async function lifeOf(person) {
  const key = `${store.run} ${person}`;
  const known = lives.get(key);
  if (known) return known;
  const found = offline ? heldLife(person) : await getJson(`/api/run/${store.run}/life/${person}`);
  lives.set(key, found);
  return found;
}

/** @param {number} person */
function heldLife(person) {
  const found = offline.lives?.[person];
  if (!found) throw new Faulty([{ what: `The life of person ${person} is not on this page`, fix: "choose one with the buttons above", file: "", line: 0 }], 404);
  return found;
}

async function showLife() {
  if (store.person === null || store.recording.rowOf(store.person) < 0) return jump("wrongly_listed", "listed", "random");
  const { person, run } = store;
  byId("life").setAttribute("aria-busy", "true");
  try {
    const found = await lifeOf(person);
    if (person !== store.person || run !== store.run) return undefined;
    life = found;
    turns = turnsOf(life.system, life.twin);
    draw();
  } catch (error) {
    if (!(error instanceof Faulty)) throw error;
    byId("life").replaceChildren(el("p", { role: "status" }, error.message));
  } finally {
    byId("life").removeAttribute("aria-busy");
  }
  return undefined;
}

/**
 * Months in which something happened; neighbours with the same events are one turn.
 * @param {LifeEvent[]} system @param {LifeEvent[]} twin
 */
export function turnsOf(system, twin) {
  const months = [...new Set([...system, ...twin].map((event) => event.month))].sort((a, b) => a - b);
  /** @type {Turn[]} */
  const found = [];
  const kind = (/** @type {LifeEvent[]} */ events) => events.map((event) => `${event.event} ${event.clause}`).join();
  for (const month of months) {
    const [here, there] = [system, twin].map((side) => side.filter((event) => event.month === month));
    const last = found[found.length - 1];
    if (last && last.last === month - 1 && kind(last.system) === kind(here) && kind(last.twin) === kind(there)) {
      Object.assign(last, { last: month, system: here, twin: there });
    } else found.push({ first: month, last: month, system: here, twin: there });
  }
  return found;
}

function draw() {
  if (!life) return;
  const { person } = life;
  const box = byId("life");
  byId("life-title").textContent = `Person ${person.who}`;
  const about = el("p", { class: "lede" }, `${described(person)} ${told}`);
  told = "";
  if (fromTheStart) setMonth((life.system.find((event) => event.clause) ?? life.system[0])?.month ?? 0);
  fromTheStart = false;
  const where = el("button", { type: "button", class: "text" }, "See the home on the map");
  where.addEventListener("click", goHome);
  const picture = figureOf(life.figure, Math.max(320, Math.min(1100, box.clientWidth || 800)), "h2");
  point = picture.point;
  box.replaceChildren(about, el("p", {}, where), picture.figure, walk(), turnTable(), totals());
  walkTo();
}

/** @param {Record<string, any>} person */
export function described(person) {
  const sex = { men: "man", women: "woman" }[/** @type {string} */ (person.sex)] ?? person.sex;
  const parts = [`A synthetic ${sex ?? "person"}`];
  if (person.age !== undefined) parts.push(`aged ${person.age}`);
  if (person.registration) parts.push(["urban", "rural"].includes(person.registration) ? `${person.registration} registration` : person.registration);
  if (person.income_band) parts.push(`${person.income_band} income`);
  return `${parts.join(", ")}. Both lives have the same luck.`;
}

/** Stand where the person lives. */
export function goHome() {
  const { recording, person } = store;
  const i = recording.rowOf(person);
  if (i < 0) return;
  standAt({ place: recording.settlement[i], x: recording.x[i], y: recording.y[i] });
  showView("city");
}

/* the walk through the months */

function walk() {
  const { months } = store.recording;
  const slide = el("input", { type: "range", min: 0, max: months - 1, step: 1, "aria-label": "Month of both lives", id: "life-month" });
  slide.addEventListener("input", () => {
    pause();
    setMonth(Number(slide.value));
  });
  const name = el("output", { for: "life-month" });
  const [back, on] = [
    el("button", { type: "button" }, "Turn before"),
    el("button", { type: "button" }, "Next turn"),
  ];
  back.addEventListener("click", () => toTurn(-1));
  on.addEventListener("click", () => toTurn(1));
  const sides = ["With the system", "The twin, without it"].map((title) => el("div", {}, el("h2", {}, title), el("div", {})));
  walker = { slide, name, sides };
  return el("div", {}, el("div", { class: "walk" }, back, slide, on, name), el("div", { class: "now-two", "aria-live": "polite" }, ...sides));
}

/** @param {number} by */
function toTurn(by) {
  const later = turns.filter((turn) => (by > 0 ? turn.first > store.month : turn.last < store.month));
  const next = by > 0 ? later[0] : later[later.length - 1];
  if (next) setMonth(by > 0 ? next.first : next.last);
}

function walkTo() {
  if (!walker || !life) return;
  const { month, recording } = store;
  const name = monthName(recording.about.start, month);
  walker.slide.value = String(month);
  walker.slide.setAttribute("aria-valuetext", name);
  walker.name.textContent = name;
  point(month + 0.5);
  const state = recording.state[recording.rowOf(life.person.who)] ?? 0;
  const stands = [standing(state), state & TWIN_VOICES ? "On no list. Speaks critically in public this month." : "On no list."];
  [life.system, life.twin].forEach((events, side) => {
    const now = events.filter((event) => event.month === month);
    const said = now.length ? now.map((event) => el("p", {}, `${capital(event.text)}.`, event.clause ? el("span", { class: "note" }, ` ${event.says || event.clause}`) : "")) : [el("p", { class: "note" }, "Nothing is recorded this month.")];
    walker.sides[side].lastChild.replaceChildren(el("p", {}, el("strong", {}, stands[side])), ...said);
  });
  for (const row of byId("life").querySelectorAll("tr[data-first]")) {
    const here = month >= Number(row.dataset.first) && month <= Number(row.dataset.last);
    if (here) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
}

/** @param {number} state */
function standing(state) {
  const parts = [state & LISTED ? `On the list${state & WRONG ? ", for somebody else's act or though unable to pay" : ""}.` : "On no list."];
  if (state & GATED) parts.push("Some right is shut.");
  if (state & FEARFUL) parts.push("In fear.");
  if (state & VOICES) parts.push("Speaks critically in public this month.");
  return parts.join(" ");
}

/** What it came to over the whole run. */
function totals() {
  const rows = (life?.totals ?? []).map((/** @type {any} */ one) => [`${one.title}, ${one.unit}`, number(one.system), number(one.twin)]);
  if (!rows.length) return "";
  const columns = [{ title: "Measure" }, { title: "With", n: true }, { title: "Twin", n: true }];
  return el("div", { class: "totals" }, tableOf("What it came to", columns, rows));
}

/* the table of turns */

function turnTable() {
  const rows = turns.slice(0, TURN_ROWS).map(turnRow);
  const cut = turns.length - rows.length;
  return el(
    "div",
    {},
    el(
      "table",
      { class: "turns" },
      el("caption", {}, "Every turn of both lives. A square marks what the system brought about."),
      el("thead", {}, el("tr", {}, ...["When", "With the system", "The twin, without it"].map((title) => el("th", { scope: "col" }, title)))),
      el("tbody", {}, ...rows),
    ),
    cut > 0 ? el("p", { class: "note" }, `${cut} later turns are left out.`) : null,
  );
}

/** @param {Turn} turn */
function turnRow(turn) {
  const { start } = store.recording.about;
  const name = monthName(start, turn.first);
  const when = el("button", { type: "button", class: "text" }, turn.first === turn.last ? name : `${name} to ${monthName(start, turn.last)}`);
  when.addEventListener("click", () => setMonth(turn.first));
  const there = new Set(turn.twin.map((event) => event.event));
  const here = new Set(turn.system.map((event) => event.event));
  return el(
    "tr",
    { "data-first": turn.first, "data-last": turn.last },
    el("th", { scope: "row" }, when),
    el("td", { "data-label": "With the system" }, eventList(turn.system, there)),
    el("td", { "data-label": "The twin" }, eventList(turn.twin, here)),
  );
}

/** @param {LifeEvent[]} events @param {Set<string>} other events of the other life in the same month */
function eventList(events, other) {
  if (!events.length) return "";
  const items = events.map((event) => {
    const kind = event.clause ? "hit" : other.has(event.event) ? "same" : null;
    const law = event.clause ? el("span", { class: "law" }, event.says ? `${event.says} ` : "", el("code", {}, event.clause)) : null;
    return el("li", {}, el("span", { class: kind }, capital(event.text)), law);
  });
  return el("ul", {}, ...items);
}
