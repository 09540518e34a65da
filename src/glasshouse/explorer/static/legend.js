// The legend: which people the map shows, how each kind is drawn, and how many of them there are.

import { byId, count, el, svgEl } from "./dom.js";
import { store, tell } from "./state.js";

/** What can be shown, in the words of the legend. @type {{name: string, label: string, ink: string}[]} */
const LEGEND = [
  { name: "listed", label: "on the list", ink: "harm" },
  { name: "wrong", label: "on it on a false ground", ink: "wrong" },
  { name: "silent", label: "silent, though the twin speaks", ink: "silent" },
  { name: "gated", label: "some right shut", ink: "gated" },
  { name: "fear", label: "in fear", ink: "fear" },
];

/** Build the boxes of the legend. */
export function legendBoxes() {
  for (const { name, label, ink } of LEGEND) {
    const box = el("input", { type: "checkbox", id: `show-${name}`, checked: store.shown[name] });
    box.addEventListener("change", () => {
      store.shown[name] = box.checked;
      tell("shown");
    });
    byId("legend").append(el("label", { for: `show-${name}` }, box, markPicture(name, ink), el("span", {}, `${label} `, el("b", { id: `count-${name}` }, ""))));
  }
}

/** @param {string} name @param {string} ink */
function markPicture(name, ink) {
  const shapes = {
    listed: svgEl("circle", { cx: 8, cy: 8, r: 5, class: `f-${ink}` }),
    wrong: svgEl("circle", { cx: 8, cy: 8, r: 5.2, class: `f-none s-${ink}`, "stroke-width": 2.6 }),
    silent: svgEl("path", { d: "M1 8H15", class: `s-${ink}`, "stroke-width": 4.5 }),
    gated: svgEl("path", { d: "M3 3H13V13H3Z", class: `f-none s-${ink}`, "stroke-width": 2 }),
    fear: svgEl("path", { d: "M8 2L14 8L8 14L2 8Z", class: `f-${ink}` }),
  };
  return svgEl("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, /** @type {any} */ (shapes)[name]);
}

/** Say how many there are of each kind. @param {Record<string, number>} counts by name */
export function legendCounts(counts) {
  for (const { name } of LEGEND) byId(`count-${name}`).textContent = count(counts[name] ?? 0);
}

/** Show the mark types named and no others. @param {string[]} names */
export function showOnly(names) {
  for (const { name } of LEGEND) {
    store.shown[name] = names.includes(name);
    byId(`show-${name}`).checked = store.shown[name];
  }
  tell("shown");
}
