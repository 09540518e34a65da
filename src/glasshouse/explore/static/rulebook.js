// The rulebook: variants in one click, levers as sliders and switches, findings of lint beside them, and what a
// change does to the town.

import { Faulty, getJson, getText, offline, postJson } from "./api.js";
import { byId, capital, count, debounced, el, number, plainNumber, shortTitle } from "./dom.js";
import { keyList, lineChart, tableOf, tellingSeries } from "./charts.js";
import { liveSetting, plainReport, settingLine } from "./runs.js";
import { listen, settingAddress, store, tell } from "./state.js";

const WAIT = 120;
const SECTION_TITLES = {
  lists: "Lists",
  scores: "Points and grades",
  behaviours: "What is recorded",
  sanctions: "What is refused or granted",
  publicity: "Publicity and the map",
  procedure: "Procedure",
  retention: "How long records count",
  association: "Answering for others",
  rights: "Rights",
  links: "What follows from what",
  discretion: "What officials may do",
  movement: "Moving",
  gatekeepers: "Private gatekeepers",
};
const AS_WRITTEN = { id: "", title: "Sticks: as written, rights are denied to those on a list or in a low grade" };
const COMPARED = ["ever_listed", "months_wrongly_listed", "denied", "months_voiced", "exposure", "paid"];
const GRADE_WORDS = { P: "Ban", E: "Error", W: "Warning" };

let built = "";
let asked = 0;
const liveSoon = debounced(WAIT, () => void liveSetting());
const lintSoon = debounced(WAIT, () => void lintNow());

/** Bind the view. */
export function startRulebook() {
  listen("view", () => {
    if (store.view === "rulebook") void showBook();
  });
  listen("run", () => {
    if (store.view === "rulebook") void showOutcome();
  });
}

/** Load the rulebook of the setting, with its levers. */
export async function loadBook() {
  const { rulebook, variant } = store.setting;
  const mine = ++asked;
  try {
    const book = await getJson(`/api/rulebook?id=${encodeURIComponent(rulebook)}&variant=${encodeURIComponent(variant)}`);
    if (mine !== asked) return;
    store.book = book;
    settingLine();
    tell("book");
    if (store.view === "rulebook") draw();
  } catch (error) {
    if (!(error instanceof Faulty)) throw error;
    byId("rulebook").replaceChildren(el("p", { role: "status" }, error.message));
  }
}

async function showBook() {
  if (offline || !store.about) return;
  if (!store.book) await loadBook();
  else draw();
}

function draw() {
  const { book, setting } = store;
  const key = `${setting.rulebook} ${setting.variant}`;
  if (built !== key) {
    built = key;
    const form = el("div", {}, chooser(), variants(), ...levers(book), switches(book), people());
    const side = el("div", { class: "sticky" }, el("div", { id: "outcome" }), el("div", { id: "lint" }), sharing(), summary(book));
    byId("rulebook").replaceChildren(el("div", { class: "two" }, form, side));
  }
  void showOutcome();
  void lintNow();
}

/** Take the setting as changed: live it and lint it soon, and write the address. */
function changed() {
  tell("setting");
  share();
  liveSoon();
  lintSoon();
  settingLine();
}

/* which rulebook, which variant */

function chooser() {
  const { about, setting } = store;
  const known = about.rulebooks.filter((/** @type {any} */ one) => one.kind !== "add-on");
  const named = known.some((/** @type {any} */ one) => one.id === setting.rulebook) ? known : [{ id: setting.rulebook, title: store.book.title }, ...known];
  const pick = el("select", { id: "which-book" }, ...named.map((/** @type {any} */ one) => el("option", { value: one.id, selected: one.id === setting.rulebook }, shortTitle(one.title))));
  pick.addEventListener("change", () => void another({ rulebook: pick.value, variant: "" }));
  return el("label", { class: "field", for: "which-book" }, "Rulebook", pick);
}

/** @param {{rulebook?: string, variant: string}} choice */
async function another(choice) {
  Object.assign(store.setting, choice, { changes: {} });
  store.book = null;
  store.lawOfMap = "";
  void liveSetting();
  await loadBook();
  byId(choice.rulebook ? "which-book" : `variant-${choice.variant || "written"}`).focus();
}

/** Take a variant of the rulebook, as its button does. @param {string} variant */
export async function takeVariant(variant) {
  Object.assign(store.setting, { variant, changes: {} });
  store.book = null;
  const lived = liveSetting();
  await loadBook();
  await lived;
}

function variants() {
  const { about, book, setting } = store;
  const offered = [AS_WRITTEN, ...about.variants.filter((/** @type {any} */ one) => book.variants.includes(one.id))];
  const buttons = offered.map((one) => {
    const [name, rest] = one.title.includes(":") ? one.title.split(/:\s*/, 2) : [one.title, ""];
    const button = el("button", { type: "button", class: "card", id: `variant-${one.id || "written"}`, "aria-pressed": String(setting.variant === one.id) }, el("b", {}, name), el("span", {}, capital(rest)));
    button.addEventListener("click", () => void another({ variant: one.id }));
    return button;
  });
  return el("fieldset", {}, el("legend", { class: "unseen" }, "Variant"), el("div", { class: "cards" }, ...buttons));
}

/* levers */

/** @param {any} book */
function levers(book) {
  const own = book.levers.filter((/** @type {any} */ one) => one.stated);
  const rest = book.levers.filter((/** @type {any} */ one) => !one.stated);
  /** @type {Map<string, any[]>} */
  const sections = new Map();
  for (const lever of rest) {
    const name = lever.path.split(".")[0];
    sections.set(name, [...(sections.get(name) ?? []), lever]);
  }
  const groups = [...sections].map(([name, found]) =>
    el("details", { open: found.some((one) => one.path in store.setting.changes) }, el("summary", {}, `${SECTION_TITLES[/** @type {keyof typeof SECTION_TITLES} */ (name)] ?? capital(name)} (${found.length})`), ...found.map(lever)),
  );
  return [
    own.length ? el("section", { "aria-label": "Levers of the rulebook" }, el("h2", {}, "What it leaves open"), ...own.map(lever)) : el("p", { class: "note" }, "This rulebook names no levers of its own."),
    el("h3", {}, "Everything else it says"),
    ...groups,
  ];
}

/** @param {any} one */
function lever(one) {
  const id = `lever-${one.path.replaceAll(".", "-")}`;
  const box = el("div", { class: "lever", "data-path": one.path });
  const was = el("p", { class: "was" });
  const now = () => (one.path in store.setting.changes ? store.setting.changes[one.path] : one.value);
  const set = (/** @type {any} */ value) => {
    const same = JSON.stringify(value) === JSON.stringify(one.value);
    if (same) delete store.setting.changes[one.path];
    else store.setting.changes[one.path] = value;
    mark();
    changed();
  };
  const mark = () => {
    const moved = one.path in store.setting.changes;
    box.classList.toggle("moved", moved);
    was.textContent = moved ? `Moved. As written: ${valueWords(one.value, one)}.` : (one.note ?? "");
  };
  const kinds = /** @type {Record<string, () => Node[]>} */ ({ range: () => slider(one, id, now, set), flag: () => flag(one, id, now, set), choice: () => choice(one, id, now, set), set: () => several(one, id, now, set) });
  box.append(...(kinds[one.kind] ?? (() => []))(), was);
  mark();
  return box;
}

/** @param {any} value @param {any} one */
function valueWords(value, one) {
  if (value === null || value === undefined) return one.kind === "range" ? "no end" : "not said";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.length ? value.map((word) => String(word).replaceAll("_", " ")).join(", ") : "none";
  if (typeof value === "number") return unitWords(value, one.unit);
  return String(value).replaceAll("_", " ");
}

/** @param {number} value @param {string} unit */
function unitWords(value, unit) {
  const [what, per] = (unit || "").split("/");
  const named = { metre: "m", probability: "", fraction: "", point: "points", month: "months", working_day: "working days", day: "days", year: "years", count: "" }[what] ?? what;
  const one = value === 1 && named.endsWith("s") ? named.slice(0, -1) : named;
  return `${plainNumber(value)}${one ? ` ${one}` : ""}${per ? ` a ${per}` : ""}`;
}

/**
 * The next step of 1, 2 or 5 below a hundredth of a lever, so that round values can be set.
 * @param {number} least
 */
function fineStep(least) {
  const power = 10 ** Math.floor(Math.log10(least || 1));
  return [5, 2, 1].map((k) => k * power).find((step) => step <= least) ?? power;
}

/** @param {any} one @param {string} id @param {() => any} now @param {(value: any) => void} set */
function slider(one, id, now, set) {
  const fine = one.whole ? 1 : fineStep((one.high - one.low) / 100);
  const input = el("input", { type: "range", id, min: one.low, max: one.high, step: fine, value: now() ?? one.high });
  const out = el("output", { for: id });
  const endless = one.open ? el("input", { type: "checkbox", id: `${id}-open`, checked: now() === null }) : null;
  const show = () => {
    const value = endless?.checked ? null : Number(input.value);
    input.disabled = value === null;
    out.textContent = valueWords(value, one);
    input.setAttribute("aria-valuetext", out.textContent);
    return value;
  };
  input.addEventListener("input", () => set(show()));
  endless?.addEventListener("change", () => set(show()));
  show();
  const row = el("div", { class: "row" }, el("label", { for: id }, one.title), out);
  return [row, input, ...(endless ? [el("label", { class: "flag note", for: `${id}-open` }, endless, "no end")] : [])];
}

/** @param {any} one @param {string} id @param {() => any} now @param {(value: any) => void} set */
function flag(one, id, now, set) {
  const input = el("input", { type: "checkbox", id, checked: Boolean(now()) });
  input.addEventListener("change", () => set(input.checked));
  return [el("label", { class: "flag row", for: id }, input, el("span", { class: "grow" }, one.title))];
}

/** @param {any} one @param {string} id @param {() => any} now @param {(value: any) => void} set */
function choice(one, id, now, set) {
  const options = now() === null ? [el("option", { value: "", selected: true }, "not said")] : [];
  for (const word of one.choices ?? []) options.push(el("option", { value: word, selected: word === now() }, word.replaceAll("_", " ")));
  const input = el("select", { id }, ...options);
  input.addEventListener("change", () => set(input.value || null));
  return [el("div", { class: "row" }, el("label", { for: id }, one.title)), input];
}

/** @param {any} one @param {string} id @param {() => any} now @param {(value: any) => void} set */
function several(one, id, now, set) {
  const chosen = new Set(now() ?? []);
  const boxes = (one.choices ?? []).map((/** @type {string} */ word, /** @type {number} */ k) => {
    const box = el("input", { type: "checkbox", id: `${id}-${k}`, checked: chosen.has(word) });
    box.addEventListener("change", () => {
      if (box.checked) chosen.add(word);
      else chosen.delete(word);
      set(one.choices.filter((/** @type {string} */ other) => chosen.has(other)));
    });
    return el("label", { class: "flag", for: `${id}-${k}` }, box, word.replaceAll("_", " "));
  });
  return [el("details", {}, el("summary", {}, `${one.title} (${chosen.size} of ${boxes.length})`), el("div", { class: "fields" }, ...boxes))];
}

/* what works in the world, and who lives there */

/** @param {any} book */
function switches(book) {
  const rows = book.switches.map((/** @type {any} */ one) => {
    const on = store.setting.switches[one.name] ?? one.on;
    const box = el("input", { type: "checkbox", id: `switch-${one.name}`, checked: on });
    box.addEventListener("change", () => {
      if (box.checked === one.on) delete store.setting.switches[one.name];
      else store.setting.switches[one.name] = box.checked;
      changed();
    });
    return el("div", { class: "lever" }, el("label", { class: "flag", for: `switch-${one.name}` }, box, one.title || one.name));
  });
  return el("details", { open: Object.keys(store.setting.switches).length > 0 }, el("summary", {}, `Mechanisms of the world (${rows.length})`), ...rows);
}

function people() {
  const { about, setting } = store;
  const field = (/** @type {string} */ name, /** @type {string} */ title, /** @type {number} */ most) => {
    const input = el("input", { type: "number", id: `of-${name}`, min: name === "seed" ? 0 : 1, max: most, value: setting[name] });
    return el("label", { class: "field", for: `of-${name}` }, title, input);
  };
  const society = el("select", { id: "of-society" }, ...about.societies.map((/** @type {any} */ one) => el("option", { value: one.id, selected: one.id === setting.society }, one.title)));
  const go = el("button", { type: "button" }, "Live it with these people");
  go.addEventListener("click", () => {
    for (const name of ["persons", "months", "seed"]) setting[name] = Math.max(name === "seed" ? 0 : 1, Math.round(Number(byId(`of-${name}`).value)) || 0);
    setting.society = society.value;
    tell("setting");
    share();
    void liveSetting();
  });
  return el(
    "details",
    {},
    el("summary", {}, "Who lives, and for how long"),
    el("label", { class: "field", for: "of-society" }, "Society", society),
    el("div", { class: "compact" }, field("persons", "Persons", about.limits.persons), field("months", "Months", about.limits.months), field("seed", "Seed", 2 ** 53)),
    go,
  );
}

/* what came of it */

async function showOutcome() {
  const place = document.getElementById("outcome");
  const { report } = store;
  if (!place || !report?.headline) return;
  let plain = null;
  try {
    plain = await plainReport();
  } catch (error) {
    if (!(error instanceof Faulty)) throw error;
  }
  if (report !== store.report) return;
  const compared = plain && plain !== report ? plain : null;
  const by = (/** @type {any} */ one, /** @type {string} */ id) => one?.headline.find((/** @type {any} */ row) => row.id === id);
  const rows = COMPARED.flatMap((id) => {
    const row = by(report, id);
    if (!row) return [];
    const cells = [`${row.title}, ${row.unit}`, number(row.twin), number(row.system)];
    return [compared ? [cells[0], cells[1], number(by(compared, id)?.system), cells[2]] : cells];
  });
  const columns = [{ title: "Measure" }, { title: "No system", n: true }, ...(compared ? [{ title: "As written", n: true }] : []), { title: compared ? "As you set it" : "As written", n: true }];
  const kind = tellingSeries(compared ?? report);
  /** @type {import("./charts.js").Line[]} */
  const lines = [{ values: report.series.system[kind.name], ink: "harm", label: compared ? "as you set it" : "as written" }];
  if (compared) lines.unshift({ values: compared.series.system[kind.name], ink: "muted", label: "as written", dash: true });
  place.replaceChildren(
    el("h2", {}, compared ? "What your change does" : "What it does"),
    el("p", { class: "note" }, `${kind.title} at the end of each month, of ${count(report.persons)} people`),
    keyList(lines.map((line) => ({ ink: line.ink, label: line.label, dash: line.dash }))),
    lineChart({ lines, start: report.start, months: report.months, alt: `${kind.title} at the end of the run: ${lines.map((line) => `${count(line.values.at(-1) ?? 0)} ${line.label}`).join(", ")}.`, height: 190 }),
    el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Outcomes" }, tableOf("With and without", columns, rows)),
  );
}

/* lint */

async function lintNow() {
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
  const articles = one.articles.map((/** @type {any} */ article) => el("li", {}, `${article.name}: ${article.asks}`));
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

/* sharing */

function sharing() {
  const link = el("input", { type: "text", readonly: true, id: "share", "aria-label": "Address of this setting" });
  const copy = el("button", { type: "button" }, "Copy");
  copy.addEventListener("click", async () => {
    link.select();
    try {
      await navigator.clipboard.writeText(link.value);
      copy.textContent = "Copied";
    } catch {
      copy.textContent = "Selected";
    }
    setTimeout(() => (copy.textContent = "Copy"), 1600);
  });
  const file = el("button", { type: "button", id: "download" }, "Download the rulebook");
  file.addEventListener("click", () => void download());
  const back = el("button", { type: "button", class: "quiet" }, "Back to as written");
  back.addEventListener("click", () => {
    store.setting.changes = {};
    store.setting.switches = {};
    built = "";
    draw();
    changed();
  });
  setTimeout(share);
  return el("section", { "aria-label": "Share" }, el("h3", {}, "Share this setting"), el("p", { class: "note" }, "Whoever runs glasshouse explore puts this part behind their own address. The key of your page is not in it."), el("div", { class: "share" }, link, copy), el("div", { class: "share" }, file, back));
}

function share() {
  const link = document.getElementById("share");
  if (link) /** @type {HTMLInputElement} */ (link).value = `#${settingAddress(store.setting)}&view=rulebook`;
}

async function download() {
  try {
    const text = await getText(`/api/run/${store.run}/rulebook.yaml`);
    const address = URL.createObjectURL(new Blob([text], { type: "application/yaml" }));
    el("a", { href: address, download: "rulebook.yaml" }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  } catch (error) {
    if (!(error instanceof Faulty)) throw error;
    byId("lint").prepend(el("p", { role: "status" }, error.message));
  }
}

/** @param {any} book */
function summary(book) {
  const unknowns = (book.unknowns ?? []).map((/** @type {string} */ text) => el("li", {}, text));
  const rows = book.summary.map((/** @type {any} */ one) => [one.title ?? one.path, one.says, one.source ?? "", one.evidence ?? ""]);
  const columns = ["Rule", "Says", "Source", "Evidence"].map((title) => ({ title }));
  return el(
    "div",
    {},
    unknowns.length ? el("details", {}, el("summary", {}, `What is not known of it (${unknowns.length})`), el("ul", { class: "note" }, ...unknowns)) : null,
    el("details", {}, el("summary", {}, `What it says and who says so (${rows.length} rules)`), el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Rules" }, tableOf("Rules in force", columns, rows))),
  );
}
