// The rulebook: variants in one click, levers as sliders and switches, findings of lint beside them, and what a
// change does to the town.

import { Faulty, getJson, getText, offline } from "./api.js";
import { byId, capital, count, debounced, el, number, shortTitle } from "./dom.js";
import { figureOf, tableOf } from "./charts.js";
import { liveSetting, plainReport, settingLine, timelineOf } from "./runs.js";
import { lintNow } from "./findings.js";
import { markInert } from "./inert.js";
import { levers } from "./levers.js";
import { listen, settingAddress, store, tell } from "./state.js";

/** Milliseconds without a further move after which a setting is lived; it is linted once that is done. */
const WAIT = 40;
const AS_WRITTEN = { id: "", title: "As written: what its sources tell of it" };
const COMPARED = ["ever_listed", "months_wrongly_listed", "denied", "months_voiced", "exposure", "paid"];

let built = "";
let asked = 0;
const liveSoon = debounced(WAIT, () => void liveSetting().finally(() => {
  void lintNow();
  void markInert();
}));

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
    const form = el("div", {}, chooser(), variants(), ...levers(book, changed), switches(book), people());
    const side = el("div", { class: "sticky" }, el("div", { id: "outcome" }), el("div", { id: "lint" }), sharing(), summary(book));
    byId("rulebook").replaceChildren(el("div", { class: "two" }, form, side));
  }
  void showOutcome();
  void lintNow();
  void markInert();
}

/** Take the setting as changed: live it and lint it soon, and write the address. */
function changed() {
  tell("setting");
  share();
  liveSoon();
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
  const all = [AS_WRITTEN, ...about.variants].map(({ id, title }) => ({ id, name: title.split(": ")[0], says: title.split(": ")[1] ?? "" }));
  const same = new Map(book.variants.map((/** @type {any} */ one) => [one.id, one.same_as]));
  const buttons = all.filter(({ id }) => !id || same.has(id)).map((one) => {
    const like = all.find(({ id }) => id === same.get(one.id));
    const says = like ? `${one.says}. Here the same as "${like.name.toLowerCase()}"` : one.says;
    const button = el("button", { type: "button", class: "card", id: `variant-${one.id || "written"}`, "aria-pressed": String(setting.variant === one.id) }, el("b", {}, one.name), el("span", {}, capital(says)));
    button.addEventListener("click", () => void another({ variant: one.id }));
    return button;
  });
  return el("fieldset", {}, el("legend", { class: "unseen" }, "Variant"), el("div", { class: "cards" }, ...buttons));
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
    return el("div", { class: "lever", "data-switch": one.name }, el("label", { class: "flag", for: `switch-${one.name}` }, box, one.title || one.name));
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
  const course = await timelineOf(report.run, compared?.run);
  if (report !== store.report) return;
  place.replaceChildren(
    el("h2", {}, compared ? "What your change does" : "What it does"),
    el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Outcomes" }, tableOf("With and without", columns, rows)),
    course ? figureOf(course, Math.max(320, Math.min(640, place.clientWidth || 560))).figure : "",
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
    el("details", {}, el("summary", {}, `What it says and who says so (${rows.length} rules; they rest on ${book.confidence})`), el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Rules" }, tableOf("Rules in force", columns, rows))),
  );
}
