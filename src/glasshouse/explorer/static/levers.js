// Levers as sliders, switches and choices: what a rulebook says, and what it could say instead.

import { capital, el, plainNumber } from "./dom.js";
import { store } from "./state.js";

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

/**
 * Everything of a rulebook that can be moved, as nodes of a form; what it leaves open itself comes first.
 * @param {any} book @param {() => void} changed called after a value of the setting was moved
 */
export function levers(book, changed) {
  const one = (/** @type {any} */ said) => lever(said, changed);
  const own = book.levers.filter((/** @type {any} */ said) => said.stated);
  const rest = book.levers.filter((/** @type {any} */ said) => !said.stated);
  /** @type {Map<string, any[]>} */
  const sections = new Map();
  for (const said of rest) {
    const name = said.path.split(".")[0];
    sections.set(name, [...(sections.get(name) ?? []), said]);
  }
  const groups = [...sections].map(([name, found]) =>
    el("details", { open: found.some((said) => said.path in store.setting.changes) }, el("summary", {}, `${SECTION_TITLES[/** @type {keyof typeof SECTION_TITLES} */ (name)] ?? capital(name)} (${found.length})`), ...found.map(one)),
  );
  return [
    own.length ? el("section", { "aria-label": "Levers of the rulebook" }, el("h2", {}, "What it leaves open"), ...own.map(one)) : el("p", { class: "note" }, "This rulebook names no levers of its own."),
    el("h3", {}, "Everything else it says"),
    ...groups,
  ];
}

/** @param {any} one @param {() => void} changed */
function lever(one, changed) {
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
