// What the page shows now: one store that all views read, told of changes by topic, kept in the address.

/** @typedef {import("./api.js").Setting} PageSetting */
/** @typedef {{place: number, x: number, y: number}} Standing metres from the middle of a place */

/** @type {PageSetting} */
const USUAL_SETTING = {
  rulebook: "court-list-2013+debtor-map",
  variant: "",
  changes: {},
  switches: {},
  society: "hebei",
  persons: 20000,
  months: 120,
  seed: 1,
};

/** Everything the views share. @type {any} */
export const store = {
  /** @type {any} what the server offers */
  about: null,
  /** @type {any} the rulebook as it stands */
  book: null,
  setting: { ...USUAL_SETTING },
  /** @type {string} */
  run: "",
  /** @type {any} what came of the run */
  report: null,
  /** @type {import("./recording.js").Recording|null} */
  recording: null,
  /** @type {import("./radar.js").Neighbourhood|null} */
  hood: null,
  view: "city",
  month: 0,
  /** @type {number|null} */
  person: null,
  /** @type {Standing} */
  at: { place: 0, x: 0, y: 0 },
  radius: 500,
  grid: 0,
  /** @type {string[]} */
  fields: [],
  shown: { listed: true, wrong: true, silent: true, gated: true, fear: false },
  playing: false,
  /** @type {number|null} */
  story: null,
  /** what the address asked for and the next run must not overwrite @type {any} */
  wished: {},
};

/** @type {Map<string, (() => void)[]>} */
const listeners = new Map();

/**
 * Call `action` whenever a topic changes: about, book, run, month, place, person, view, theme, shown.
 * @param {string} topics separated by spaces
 * @param {() => void} action
 */
export function listen(topics, action) {
  for (const topic of topics.split(" ")) listeners.set(topic, [...(listeners.get(topic) ?? []), action]);
}

/** @param {string} topic */
export function tell(topic) {
  for (const action of listeners.get(topic) ?? []) action();
  writeAddress();
}

/** @param {number} month */
export function setMonth(month) {
  const most = (store.recording?.months ?? 1) - 1;
  const next = Math.max(0, Math.min(most, Math.round(month)));
  if (next === store.month && store.recording?.month === next) return;
  store.month = next;
  store.recording?.seek(next);
  tell("month");
}

/** @param {string} view */
export function showView(view) {
  if (view === store.view) return;
  store.view = view;
  tell("view");
}

/** @param {Standing} at */
export function standAt(at) {
  store.at = { place: at.place, x: Math.round(at.x), y: Math.round(at.y) };
  tell("place");
}

/** @param {number|null} person */
export function follow(person) {
  store.person = person;
  tell("person");
}

/**
 * Read the address into the store; what is not said keeps its usual value.
 */
export function readAddress() {
  const said = new URLSearchParams(location.hash.slice(1));
  const setting = { ...USUAL_SETTING, ...(store.about?.usual ?? {}), changes: {}, switches: {} };
  for (const name of ["rulebook", "variant", "society"]) if (said.has(name)) setting[name] = said.get(name);
  for (const name of ["persons", "months", "seed"]) setting[name] = numberSaid(said, name) ?? setting[name];
  for (const [key, value] of said) {
    if (key.startsWith("set.")) setting.changes[key.slice(4)] = valueRead(value);
    if (key.startsWith("switch.")) setting.switches[key.slice(7)] = value !== "0";
  }
  store.setting = setting;
  store.view = said.get("view") ?? store.view;
  store.person = numberSaid(said, "person") ?? store.person;
  store.story = numberSaid(said, "story");
  store.wished = { month: numberSaid(said, "month"), radius: numberSaid(said, "radius"), grid: numberSaid(said, "grid") };
  const at = (said.get("at") ?? "").split(",").map(Number);
  if (at.length === 3 && at.every(Number.isInteger)) store.wished.at = { place: at[0], x: at[1], y: at[2] };
  if (said.has("fields")) store.wished.fields = (said.get("fields") ?? "").split(",").filter(Boolean);
}

/** @param {URLSearchParams} said @param {string} name */
function numberSaid(said, name) {
  const value = said.get(name);
  return value !== null && /^\d{1,15}$/.test(value) ? Number(value) : null;
}

/** @param {string} text */
function valueRead(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * The part of an address that says a setting.
 * @param {PageSetting} setting
 */
export function settingAddress(setting) {
  const said = new URLSearchParams();
  for (const name of ["rulebook", "variant", "society", "persons", "months", "seed"]) {
    const value = /** @type {any} */ (setting)[name];
    if (value !== "" && value !== undefined) said.set(name, String(value));
  }
  for (const [path, value] of Object.entries(setting.changes)) said.set(`set.${path}`, typeof value === "string" ? value : JSON.stringify(value));
  for (const [name, on] of Object.entries(setting.switches)) said.set(`switch.${name}`, on ? "1" : "0");
  return said;
}

let addressTimer = 0;
/** The view the address named last: another one is a step the browser can go back from. */
let namedView = "";

/** Write the store into the address, a moment later and only the last of many. */
export function writeAddress() {
  clearTimeout(addressTimer);
  if (store.recording) addressTimer = window.setTimeout(replaceAddress, 300);
}

function replaceAddress() {
  const said = settingAddress(store.setting);
  said.set("view", store.view);
  said.set("month", String(store.month));
  const { place, x, y } = store.at;
  said.set("at", `${place},${x},${y}`);
  said.set("radius", String(store.radius));
  said.set("grid", String(store.grid));
  if (store.person !== null) said.set("person", String(store.person));
  if (store.story !== null) said.set("story", String(store.story));
  const hash = `#${said.toString().replaceAll("%2C", ",")}`;
  if (hash !== location.hash) {
    if (namedView && namedView !== store.view) history.pushState(null, "", hash);
    else history.replaceState(null, "", hash);
  }
  namedView = store.view;
}
