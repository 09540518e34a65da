// The legend: which people the map shows, how each kind is drawn, and how many of them there are.

import { byId, count, el, svgEl } from "./dom.js";
import { store, tell } from "./state.js";

/** @typedef {{name: string, label: string, ink: string, shape: string}} Layer */

/** @returns {Layer[]} */
function layers() {
  return store.about?.layers ?? [];
}

/** Build the boxes of the legend, once. */
export function legendBoxes() {
  if (document.getElementById("show-listed")) return;
  for (const { name, label, ink, shape } of layers()) {
    const box = el("input", { type: "checkbox", id: `show-${name}`, checked: store.shown[name] });
    box.addEventListener("change", () => {
      store.shown[name] = box.checked;
      tell("shown");
    });
    byId("legend").append(el("label", { for: `show-${name}` }, box, markPicture(shape, ink), el("span", {}, `${label} `, el("b", { id: `count-${name}` }, ""))));
  }
}

/** @param {string} shape @param {string} ink */
function markPicture(shape, ink) {
  /** @type {Record<string, any>} */
  const shapes = {
    dot: svgEl("circle", { cx: 8, cy: 8, r: 4, class: "full" }),
    ring: svgEl("circle", { cx: 8, cy: 8, r: 5.2 }),
    dash: svgEl("path", { d: "M1 8H15" }),
    frame: svgEl("path", { d: "M3 3H13V13H3Z" }),
    diamond: svgEl("path", { d: "M8 2L14 8L8 14L2 8Z", class: "full" }),
  };
  return svgEl("svg", { viewBox: "0 0 16 16", "aria-hidden": "true", class: `ink-${ink}` }, shapes[shape]);
}

/** Say how many there are of each kind. @param {Record<string, number>} counts by name */
export function legendCounts(counts) {
  for (const { name } of layers()) byId(`count-${name}`).textContent = count(counts[name] ?? 0);
}

/** Show the mark types named and no others. @param {string[]} names */
export function showOnly(names) {
  for (const { name } of layers()) {
    store.shown[name] = names.includes(name);
    byId(`show-${name}`).checked = store.shown[name];
  }
  tell("shown");
}
