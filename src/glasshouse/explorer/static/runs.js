// Asking for runs: only the newest wish counts, and what was lived once is not asked for again.

import { Faulty, followRun, getBytes, getJson, heldRecording, offline, postJson } from "./api.js";
import { announce, byId, count, el, monthName, shortTitle } from "./dom.js";
import { Neighbourhood } from "./radar.js";
import { Recording } from "./recording.js";
import { store, tell } from "./state.js";

/** @typedef {import("./api.js").Setting} RunSetting */

/** Answers of the server that are kept. */
const KEPT_ANSWERS = 24;

let wish = 0;
/**
 * The newest wish. Whatever else is asked for waits for it, since a newer run takes the place of an unfinished one.
 * @type {Promise<any>}
 */
let wished = Promise.resolve();
/** @type {Map<string, any>} */
const reports = new Map();
/** Names of finished runs of settings as written. @type {Map<string, string>} */
const plainRuns = new Map();

/**
 * Live the present setting and show what came of it. Says what is wrong where it cannot be lived.
 * @returns {Promise<boolean>} whether it came to be shown
 */
export function liveSetting() {
  const living = lived();
  wished = living;
  return living;
}

async function lived() {
  const mine = ++wish;
  showFaults(null);
  try {
    const { run } = await postJson("/api/run", { ...store.setting });
    await shownRun(run, mine);
    return mine === wish;
  } catch (error) {
    if (!(error instanceof Faulty)) throw error;
    if (mine === wish) showFaults(error);
    if (!store.recording) byId("setting-line").textContent = "There is no run to show.";
    return false;
  } finally {
    if (mine === wish) progress(0, 0);
  }
}

/** Show a run the server has already. @param {string} run */
export async function showRun(run) {
  const mine = ++wish;
  try {
    await shownRun(run, mine);
    const { setting } = store.report;
    if (setting?.rulebook) store.setting = { ...store.setting, ...setting };
    if (isPlain(store.setting)) plainRuns.set(JSON.stringify(plainOf(store.setting)), run);
  } catch (error) {
    if (!(error instanceof Faulty)) throw error;
    showFaults(error);
  } finally {
    progress(0, 0);
  }
}

/** @param {string} run @param {number} mine */
async function shownRun(run, mine) {
  if (!reports.has(run)) await followRun(run, (done, total) => mine === wish && progress(done, total));
  const [report, bytes] = await Promise.all([reports.get(run) ?? getJson(`/api/run/${run}`).then(inPercent), getBytes(`/api/run/${run}/city`)]);
  reports.set(run, report);
  if (mine === wish) take(run, report, bytes);
}

/**
 * Shares of persons as per cent, which read better than 0.024.
 * @param {any} report
 */
function inPercent(report) {
  for (const row of [...(report.headline ?? []), ...(report.groups ?? [])]) {
    if (row.unit !== "of persons") continue;
    row.unit = "% of persons";
    for (const key of ["value", "system", "twin", "difference", "low", "high"]) if (typeof row[key] === "number") row[key] *= 100;
  }
  return report;
}

/** @param {string} run @param {any} report @param {ArrayBuffer} bytes */
function take(run, report, bytes) {
  const first = !store.recording;
  store.run = run;
  store.report = report;
  store.recording = new Recording(bytes);
  store.hood = new Neighbourhood(store.recording);
  const last = store.recording.months - 1;
  store.month = Math.min(last, first ? (store.wished.month ?? last) : store.month);
  if (first) store.at = store.wished.at ?? startingPoint();
  store.recording.seek(store.month);
  settingLine();
  tell("run");
  if (!first) announce("Lived again. The page shows the new run.");
}

/** The middle of the largest place. */
function startingPoint() {
  const { recording } = store;
  const lived = new Uint32Array(recording.about.settlements.length);
  for (let i = 0; i < recording.persons; i++) lived[recording.settlement[i]]++;
  return { place: lived.indexOf(Math.max(...lived)), x: 0, y: 0 };
}

/**
 * The report of the setting without variant and changes, to compare with; null while it cannot be had.
 * @returns {Promise<any>}
 */
export async function plainReport() {
  if (isPlain(store.setting)) return store.report;
  const plain = plainOf(store.setting);
  await wished;
  const key = JSON.stringify(plain);
  const run = plainRuns.get(key) ?? (await postJson("/api/run", plain)).run;
  if (!reports.has(run)) {
    await followRun(run, () => undefined);
    reports.set(run, inPercent(await getJson(`/api/run/${run}`)));
  }
  plainRuns.set(key, run);
  return reports.get(run);
}

/** @type {Map<string, Promise<any>>} */
const asked = new Map();

/**
 * What the server answers to a path, asked once; null where it refuses.
 * @param {string} path
 */
function once(path) {
  let answer = asked.get(path);
  if (!answer) {
    answer = getJson(path).catch((error) => {
      asked.delete(path);
      if (error instanceof Faulty) return null;
      throw error;
    });
    asked.set(path, answer);
    if (asked.size > KEPT_ANSWERS) asked.delete(asked.keys().next().value ?? "");
  }
  return answer;
}

/**
 * The figure of a run month by month, beside its twin or another run; null where there is none.
 * @param {string} run @param {string} [beside]
 * @returns {Promise<import("./charts.js").Figure|null>}
 */
export async function timelineOf(run, beside = "") {
  return offline ? offline.timeline : once(`/api/run/${run}/timeline${beside ? `?beside=${beside}` : ""}`);
}

/**
 * The figures of the view of harms.
 * @param {string} run
 * @returns {Promise<{months: any[], groups: any[], places: any}|null>}
 */
export async function figuresOf(run) {
  return offline ? offline.figures : once(`/api/run/${run}/figures`);
}

/** @param {RunSetting} setting */
function plainOf(setting) {
  return { ...setting, variant: "", changes: {}, switches: {} };
}

/** @param {RunSetting} setting */
function isPlain({ variant, changes, switches }) {
  return !variant && !Object.keys(changes).length && !Object.keys(switches).length;
}

/** Show what an exported page holds. */
export async function showHeld() {
  take("held", inPercent(offline.run ?? {}), await heldRecording());
}

/** @param {number} done @param {number} total */
function progress(done, total) {
  const bar = byId("progress");
  bar.hidden = !total;
  bar.max = total || 1;
  bar.value = done;
  if (total) byId("setting-line").textContent = `Living ${count(done)} of ${count(total)} months, with and without the system.`;
  else settingLine();
}

/** What the page shows, in one line: the run that is drawn, whatever was asked for since. */
export function settingLine() {
  const { recording, about, report, book } = store;
  if (!recording) return;
  const setting = { ...store.setting, ...(report?.setting ?? {}) };
  const known = about?.rulebooks?.find((/** @type {any} */ one) => one.id === setting.rulebook);
  const title = shortTitle((book?.id === setting.rulebook ? book.title : known?.title) ?? setting.rulebook);
  const variant = about?.variants?.find((/** @type {any} */ one) => one.id === setting.variant);
  const moved = Object.keys(setting.changes ?? {}).length + Object.keys(setting.switches ?? {}).length;
  const society = about?.societies?.find((/** @type {any} */ one) => one.id === setting.society)?.title ?? setting.society;
  const parts = [
    variant ? `${title} (${variant.title.split(":")[0].toLowerCase()})` : title,
    moved ? `${moved} ${moved === 1 ? "value" : "values"} changed` : "",
    `${count(recording.persons)} synthetic people`,
    society,
    `${monthName(recording.about.start, 0)} to ${monthName(recording.about.start, recording.months - 1)}`,
  ];
  byId("setting-line").textContent = parts.filter(Boolean).join(" \u00b7 ");
}

/** @param {Faulty|null} error */
export function showFaults(error) {
  byId("faults").replaceChildren(...(error ? error.faults.map((fault) => el("p", {}, `${fault.what}.${fault.fix ? ` What helps: ${fault.fix}.` : ""}`)) : []));
}
