// Standing somewhere and watching: the circle on the map, the table beside it, and what it gives away.

import { Faulty, getJson, offline } from "./api.js";
import { byId, capital, count, counted, debounced, el, monthName, number, percent } from "./dom.js";
import { tableOf } from "./charts.js";
import { LISTED, WRONG } from "./recording.js";
import { shownAt } from "./radar.js";
import { follow, listen, showView, store, tell } from "./state.js";

const GRIDS = [0, 50, 100, 200, 250, 500, 1000, 2000];
const TABLE_ROWS = 60;
/** What a map can disclose. @type {Record<string, string>} */
const FIELD_WORDS = {
  name: "name",
  id: "ID number",
  address_part: "part of the address",
  reason: "reason",
  amount: "amount owed",
  photo: "photo",
  employer: "employer",
  family: "family",
};

/** Rows shown by the radar now, the nearest first. @type {number[]} */
let seen = [];
let residents = 0;
/** What the server says of the people shown, by identity. @type {Map<number, Record<string, any>>} */
const disclosed = new Map();

/** The rows shown now. */
export function seenNow() {
  return seen;
}

/** Bind the controls of the radar. */
export function startWatching() {
  byId("radius").addEventListener("input", () => {
    store.radius = Number(byId("radius").value);
    tell("radar");
  });
  byId("grid").addEventListener("input", () => {
    store.grid = GRIDS[Number(byId("grid").value)];
    tell("radar");
  });
  for (const [field, words] of Object.entries(FIELD_WORDS)) {
    const box = el("input", { type: "checkbox", id: `field-${field}`, value: field });
    box.addEventListener("change", () => {
      store.fields = Object.keys(FIELD_WORDS).filter((name) => byId(`field-${name}`).checked);
      tell("radar");
    });
    byId("fields").append(el("label", { for: `field-${field}` }, box, words));
  }
  byId("attack-go").addEventListener("click", () => void attack());
  listen("run", asTheLawSays);
  listen("run place radar", look);
  listen("month", () => (store.playing ? glance() : look()));
  listen("paused", look);
}

/** Take radius, fields and coarsening from the rulebook, unless the address asks for others. */
function asTheLawSays() {
  const map = store.report?.map ?? store.recording?.about.map;
  if (!map) return;
  const law = `${map.on !== false} ${map.radius} ${map.grid} ${map.fields}`;
  if (law === store.lawOfMap && !store.wished.radius) return;
  store.lawOfMap = law;
  store.radius = store.wished.radius ?? (map.radius || 500);
  store.grid = store.wished.grid ?? (map.grid || 0);
  store.fields = store.wished.fields ?? [...(map.fields ?? [])];
  store.wished.radius = store.wished.grid = store.wished.fields = undefined;
  disclosed.clear();
}

/** Count only, while months pass. */
function glance() {
  const { recording, hood, at, radius, grid } = store;
  if (!recording || !hood) return;
  seen = hood.within(at.place, at.x, at.y, radius, grid, (/** @type {number} */ i) => (recording.state[i] & LISTED) !== 0);
  bigLine();
}

const askServer = debounced(350, () => void serverDetails());

/** Who is shown from here now; fills the panel. */
function look() {
  const { recording, hood, at, radius } = store;
  if (!recording || !hood) return;
  residents = hood.within(at.place, at.x, at.y, radius, 0, () => true).length;
  glance();
  controls();
  byId("stage-status").textContent = spoken();
  fillTable();
  learned();
  if (!offline) askServer();
}

function bigLine() {
  const { radius } = store;
  const map = store.report?.map ?? store.recording?.about.map ?? {};
  const would = map.on === false ? "A map would show you" : "The map shows you";
  byId("radar-big").replaceChildren(`${would} `, el("em", {}, count(seen.length)), ` of the ${count(residents)} people within ${count(radius)} m`);
}

function spoken() {
  const { recording, at, month } = store;
  const wrong = seen.filter((i) => recording.state[i] & WRONG).length;
  const away = [at.y > 0 ? `${at.y} m north` : at.y < 0 ? `${-at.y} m south` : "", at.x > 0 ? `${at.x} m east` : at.x < 0 ? `${-at.x} m west` : ""];
  const where = away.filter(Boolean).join(", ") || "at the middle";
  const ground = seen.length ? ` ${wrong ? count(wrong) : "None"} of them ${wrong === 1 ? "is" : wrong ? "are" : "is"} listed for somebody else's act or though unable to pay.` : "";
  return `You stand in ${recording.about.settlements[at.place].name}, ${where}, ${monthName(recording.about.start, month)}.${ground}`;
}

function controls() {
  const { radius, grid, fields } = store;
  byId("radius").value = String(radius);
  byId("radius-out").textContent = `${count(radius)} m`;
  byId("grid").value = String(Math.max(0, GRIDS.indexOf(grid)));
  const where = grid ? `middle of its ${count(grid)} m square` : "the exact home";
  byId("grid-out").textContent = where;
  byId("grid").setAttribute("aria-valuetext", where);
  for (const field of Object.keys(FIELD_WORDS)) byId(`field-${field}`).checked = fields.includes(field);
  const map = store.report?.map ?? store.recording.about.map;
  const same = map.radius === radius && map.grid === grid && [...(map.fields ?? [])].sort().join() === [...fields].sort().join();
  byId("as-law").textContent = map.on === false ? "This rulebook has no map. What is set here is yours." : same ? "As the rulebook has it." : `Your own setting. The rulebook: ${count(map.radius)} m, ${map.grid ? `squares of ${map.grid} m` : "exact homes"}.`;
}

/** @param {number} i @param {string} field */
function detail(i, field) {
  const { recording } = store;
  const known = disclosed.get(recording.who[i])?.[field];
  if (known !== undefined && known !== null) return String(known);
  const who = String(recording.who[i]);
  if (field === "id") return `\u2026${who.padStart(8, "0").slice(-4)}`;
  if (field === "address_part") return blockOf(i);
  if (field === "photo") return `face of a ${recording.label("sex", i) === "men" ? "man" : "woman"}, ${recording.label("age_band", i)}`;
  return { reason: "on the court\u2019s list", amount: "the sum owed", employer: "where they work", family: "who lives with them" }[field] ?? "shown";
}

/** @param {number} i */
function blockOf(i) {
  const { recording } = store;
  const side = (/** @type {number} */ metres, /** @type {string} */ plus, /** @type {string} */ minus) => {
    const block = Math.floor(Math.abs(metres) / 200);
    return block ? `${block} ${metres > 0 ? plus : minus}` : "";
  };
  const parts = [side(shownAt(recording.y[i], store.grid), "north", "south"), side(shownAt(recording.x[i], store.grid), "east", "west")].filter(Boolean);
  return parts.length ? `block ${parts.join(", ")}` : "middle block";
}

function fillTable() {
  const { grid } = store;
  const columns = store.fields.filter((/** @type {string} */ field) => field !== "name");
  const table = byId("seen");
  table.tHead.replaceChildren(
    el("tr", {}, el("th", { scope: "col" }, "Who"), columns.length ? el("th", { scope: "col" }, capital(columns.map((/** @type {string} */ field) => FIELD_WORDS[field] ?? field).join(", "))) : null, el("th", { scope: "col" }, "In truth"), el("th", { scope: "col", class: "n" }, "Could be")),
  );
  const rows = seen.slice(0, TABLE_ROWS).map((i) => personRow(i, columns, grid));
  const width = columns.length ? 4 : 3;
  if (!rows.length) rows.push(el("tr", {}, el("td", { colspan: width }, "Nobody. Move about, widen the circle or let months pass.")));
  if (seen.length > TABLE_ROWS) rows.push(el("tr", {}, el("td", { colspan: width }, `and ${count(seen.length - TABLE_ROWS)} more, further away`)));
  table.tBodies[0].replaceChildren(...rows);
  table.caption.textContent = seen.length ? `Shown to you: ${counted(seen.length, "person", "people")}, the nearest first` : "Shown to you";
}

/** @param {number} i @param {string[]} columns @param {number} grid */
function personRow(i, columns, grid) {
  const { recording, hood } = store;
  const who = recording.who[i];
  const name = store.fields.includes("name") ? `Person ${who}` : "Somebody";
  const open = el("button", { type: "button", class: "text", title: "Follow this life", "data-person": who }, name);
  open.addEventListener("click", () => openLife(who));
  const wrong = (recording.state[i] & WRONG) !== 0;
  return el(
    "tr",
    { class: who === store.person ? "on" : null },
    el("th", { scope: "row" }, open),
    columns.length ? el("td", {}, columns.map((field) => detail(i, field)).join("; ")) : null,
    el("td", {}, wrong ? "somebody else's act, or unable to pay" : "a debt"),
    el("td", { class: "n" }, counted(hood.candidates(i, grid).all, "person", "people")),
  );
}

/** What the answers give away, from the places of all residents. */
function learned() {
  const { hood, grid, radius } = store;
  const crowds = seen.map((i) => hood.candidates(i, grid));
  const named = store.fields.includes("name");
  if (!seen.length) {
    byId("learn").textContent = "Nobody is shown from here, which is an answer too: whoever lives here is not on the list.";
    return;
  }
  const sorted = crowds.map((crowd) => crowd.all).sort((a, b) => a - b);
  const middle = sorted[sorted.length >> 1];
  const single = crowds.filter((crowd) => crowd.alike === 1).length;
  const where = grid ? `Going by the square alone, half of those shown could be at most ${counted(middle, "resident")}.` : `The exact home is shown: half of those shown share it with at most ${counted(Math.max(0, middle - 1), "other")}.`;
  const who = `Whoever also knows sex and age band is left with one person for ${percent(single / seen.length)} of them.`;
  const names = named ? " Here the name is shown as well, so nothing needs to be guessed." : "";
  byId("learn").textContent = `${where} ${who}${names} Anybody can claim to stand anywhere, so ${count(radius)} m is no limit.`;
}

/** Ask the server what it would disclose of those shown; the page's own count does not wait for it. */
async function serverDetails() {
  const { run, at, radius, month, grid, playing } = store;
  if (playing || !seen.length || !run) return;
  const { fields } = store.recording.about.map;
  const bare = seen.some((i) => !disclosed.has(store.recording.who[i]));
  if (!fields?.length || !bare) return;
  try {
    const answer = await getJson(`/api/run/${run}/radar?settlement=${at.place}&x=${at.x}&y=${at.y}&radius=${radius}&month=${month}&grid=${grid}`);
    if (run !== store.run) return;
    for (const one of answer.seen) disclosed.set(one.who, one.fields ?? {});
    fillTable();
  } catch (error) {
    if (!(error instanceof Faulty)) throw error;
  }
}

/** Have the server attack the map as it is set. */
async function attack() {
  const button = byId("attack-go");
  button.disabled = true;
  byId("attack").replaceChildren(el("p", { class: "note", role: "status" }, "Attacking. This takes some seconds."));
  try {
    const { run, radius, grid, month } = store;
    const held = offline?.privacy?.[`${radius}/${grid}`];
    byId("attack").replaceChildren(...attackTable(held ?? (await getJson(`/api/run/${run}/privacy?radius=${radius}&grid=${grid}&month=${month}`))));
  } catch (error) {
    if (!(error instanceof Faulty)) throw error;
    byId("attack").replaceChildren(el("p", { class: "note", role: "status" }, error.message));
  } finally {
    button.disabled = false;
  }
}

/** @param {any} answer */
function attackTable(answer) {
  const value = (/** @type {string} */ design, /** @type {string} */ probe) => answer.rows.find((/** @type {any} */ row) => row.design === design && row.probe === probe)?.value;
  const shown = (/** @type {number|null|undefined} */ found) => (found === null || found === undefined ? "\u2013" : number(found));
  const rows = answer.probes.map((/** @type {any} */ probe) => [`${probe.title}, ${probe.unit}`, shown(value("yours", probe.id)), shown(value("count", probe.id))]);
  const columns = [{ title: "Probe" }, { title: "This map", n: true }, { title: "Counts only", n: true }];
  const terms = answer.probes.flatMap((/** @type {any} */ probe) => [el("dt", {}, probe.title), el("dd", {}, probe.definition)]);
  const where = `${counted(answer.listed, "listed person", "listed people")} among ${count(answer.residents)} residents of the largest place, attacked by somebody with free time and a phone that can claim to be anywhere.`;
  return [el("p", { class: "note", role: "status" }, where), tableOf("What the attacks gain, mean over those attacked", columns, rows), el("details", {}, el("summary", {}, "What each probe means"), el("dl", { class: "note" }, ...terms))];
}

/** @param {number} who */
function openLife(who) {
  follow(who);
  showView("life");
}

/** Open the life of whoever is nearest: of those shown, else of all. */
export function openNearest() {
  const { recording, hood, at } = store;
  const near = seen.length ? seen : hood.within(at.place, at.x, at.y, 300, 0, () => true);
  if (near.length) openLife(recording.who[near[0]]);
}
