// Charts in SVG: a line for each life, a sparkline, forest plots. Beside each stands a table with its figures.

import { el, number, plainNumber, svgEl } from "./dom.js";

/** @typedef {{values: number[], ink: string, label: string, dash?: boolean}} Line */

/**
 * Round steps from 0 to at least `most`.
 * @param {number} low @param {number} high @param {number} wanted
 */
export function ticks(low, high, wanted = 4) {
  const span = high - low || 1;
  const power = 10 ** Math.floor(Math.log10(span / wanted));
  const step = [1, 2, 5, 10].map((k) => k * power).find((one) => span / one <= wanted + 0.5) ?? power;
  const found = [];
  for (let at = Math.ceil(low / step - 1e-9) * step; at <= high + step * 1e-6; at += step) found.push(Math.abs(at) < step / 1e6 ? 0 : at);
  return found;
}

/**
 * Lines over the months of a run, the first year of each named below.
 * @param {{lines: Line[], start: string, months: number, alt: string, width?: number, height?: number, mark?: number}} chart
 */
export function lineChart({ lines, start, months, alt, width = 560, height = 220, mark }) {
  const [left, right, top, bottom] = [46, 8, 12, 24];
  const most = Math.max(1, ...lines.flatMap((line) => line.values));
  const marks = ticks(0, most);
  const high = Math.max(most, marks[marks.length - 1]);
  const x = (/** @type {number} */ m) => left + ((width - left - right) * m) / Math.max(1, months - 1);
  const y = (/** @type {number} */ v) => height - bottom - ((height - top - bottom) * v) / high;
  const picture = svgEl("svg", { viewBox: `0 0 ${width} ${height}`, class: "wide", role: "img", "aria-label": alt });
  for (const value of marks) {
    picture.append(svgEl("path", { d: `M${left} ${y(value)}H${width - right}`, class: value ? "grid" : "zero" }));
    picture.append(svgEl("text", { x: left - 6, y: y(value) + 4, "text-anchor": "end" }, plainNumber(value)));
  }
  for (const { at, year } of yearsOf(start, months)) {
    picture.append(svgEl("text", { x: x(at), y: height - 6, "text-anchor": at < 6 ? "start" : "middle" }, year));
  }
  for (const line of lines) {
    const d = line.values.map((value, m) => `${m ? "L" : "M"}${x(m).toFixed(1)} ${y(value).toFixed(1)}`).join("");
    picture.append(svgEl("path", { d, class: `line s-${line.ink}${line.dash ? " dash" : ""}` }));
  }
  if (mark !== undefined) picture.append(svgEl("path", { d: `M${x(mark)} ${top}V${height - bottom}`, class: "now" }));
  return picture;
}

/**
 * What a run is best told by: the list where anybody was on it, else rights shut, else fear.
 * @param {any} report
 * @returns {{name: string, title: string}}
 */
export function tellingSeries(report) {
  const kinds = [
    { name: "listed", title: "On the list" },
    { name: "gated", title: "With some right shut" },
    { name: "fearful", title: "In fear" },
  ];
  return kinds.find((kind) => report?.series?.system?.[kind.name]?.some((/** @type {number} */ n) => n > 0)) ?? kinds[0];
}

/**
 * The years whose January lies in a run, thinned to about six.
 * @param {string} start @param {number} months
 */
export function yearsOf(start, months) {
  const [year, month] = start.split("-").map(Number);
  const every = Math.max(1, Math.round(months / 12 / 6));
  const found = [];
  for (let k = 0; k <= months / 12 + 1; k++) {
    const at = 12 * k - (month - 1);
    if (at >= 0 && at < months - 3 && k % every === 0) found.push({ at, year: year + k });
  }
  return found;
}

/**
 * An area over the months without axes, for the time slider.
 * @param {number[]} values @param {string} ink
 */
export function sparkline(values, ink) {
  const most = Math.max(1, ...values);
  const [width, height] = [600, 36];
  const x = (/** @type {number} */ m) => (width * m) / Math.max(1, values.length - 1);
  const line = values.map((value, m) => `${m ? "L" : "M"}${x(m).toFixed(1)} ${(height - 1 - (height - 4) * (value / most)).toFixed(1)}`).join("");
  return svgEl(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none" },
    svgEl("path", { d: `${line}V${height}H0Z`, class: "f-band" }),
    svgEl("path", { d: line, class: `line s-${ink}`, "vector-effect": "non-scaling-stroke" }),
  );
}

/** @typedef {{label: string, value: number, low: number|null, high: number|null, ink: string, heading?: string}} Whisker */

/**
 * A forest plot: a point and its interval for each group, zero as a line.
 * @param {{rows: Whisker[], unit: string, alt: string, width?: number}} chart
 */
export function forestPlot({ rows, unit, alt, width = 640 }) {
  const [left, right, top, step] = [width > 480 ? 190 : 118, 16, 10, 25];
  const height = top + rows.length * step + 44;
  const ends = rows.flatMap((row) => [row.value, row.low ?? row.value, row.high ?? row.value, 0]);
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  const room = (most - least || 1) * 0.04;
  const x = (/** @type {number} */ v) => left + ((width - left - right) * (v - least + room)) / (most - least + 2 * room || 1);
  const picture = svgEl("svg", { viewBox: `0 0 ${width} ${height}`, class: "wide", role: "img", "aria-label": alt });
  const floor = top + rows.length * step + 4;
  for (const value of ticks(least, most, width > 480 ? 6 : 4)) {
    picture.append(svgEl("path", { d: `M${x(value)} ${top}V${floor}`, class: value ? "grid" : "zero" }));
    picture.append(svgEl("text", { x: x(value), y: floor + 16, "text-anchor": "middle" }, `${value > 0 ? "+" : ""}${plainNumber(value)}`));
  }
  picture.append(svgEl("text", { x: width - right, y: floor + 34, "text-anchor": "end" }, unit));
  rows.forEach((row, k) => {
    const y = top + k * step + step / 2;
    if (row.heading) picture.append(svgEl("path", { d: `M0 ${y - step / 2}H${width - right}`, class: "grid" }));
    picture.append(svgEl("text", { x: 0, y: y + 4, class: "ink" }, row.label));
    if (row.low !== null && row.high !== null) {
      picture.append(svgEl("path", { d: `M${x(row.low)} ${y}H${x(row.high)}`, class: `line s-${row.ink}` }));
    }
    const sure = row.low !== null && row.high !== null && (row.low > 0 || row.high < 0);
    picture.append(svgEl("circle", { cx: x(row.value), cy: y, r: 5, class: sure ? `f-${row.ink} s-${row.ink}` : `hollow s-${row.ink}`, "stroke-width": 2 }));
  });
  return picture;
}

/**
 * A small line for one province, on the scale it shares with the others.
 * @param {{values: number[], most: number, ink: string, alt: string, mark: number|null, changes?: number[]}} chart
 */
export function smallLine({ values, most, ink, alt, mark, changes = [] }) {
  const [width, height] = [150, 56];
  const x = (/** @type {number} */ k) => 4 + ((width - 8) * k) / Math.max(1, values.length - 1);
  const y = (/** @type {number} */ v) => height - 5 - (height - 12) * (v / (most || 1));
  const shownTo = mark === null ? values.length : mark + 1;
  const path = (/** @type {number[]} */ part) => part.map((value, k) => `${k ? "L" : "M"}${x(k).toFixed(1)} ${y(value).toFixed(1)}`).join("");
  const picture = svgEl("svg", { viewBox: `0 0 ${width} ${height}`, class: "wide", role: "img", "aria-label": alt });
  picture.append(svgEl("path", { d: `M4 ${height - 5}H${width - 4}`, class: "grid" }));
  picture.append(svgEl("path", { d: path(values), class: "line grid" }));
  picture.append(svgEl("path", { d: path(values.slice(0, shownTo)), class: `line s-${ink}` }));
  for (const k of changes) if (k < shownTo) picture.append(svgEl("circle", { cx: x(k), cy: y(values[k]), r: 3, class: `hollow s-${ink}` }));
  const last = Math.min(shownTo, values.length) - 1;
  if (last >= 0) picture.append(svgEl("circle", { cx: x(last), cy: y(values[last]), r: 3.5, class: `f-${ink}` }));
  return picture;
}

/**
 * A key to the inks of a chart.
 * @param {{ink: string, label: string, dash?: boolean}[]} keys
 */
export function keyList(keys) {
  return el(
    "ul",
    { class: "keys" },
    ...keys.map((key) => el("li", {}, svgEl("svg", { viewBox: "0 0 26 16", "aria-hidden": "true" }, svgEl("path", { d: "M0 8H26", class: `line s-${key.ink}${key.dash ? " dash" : ""}`, "stroke-width": 4 })), key.label)),
  );
}

/**
 * A table with a caption; numbers of a column stand right.
 * @param {string} caption @param {{title: string, n?: boolean}[]} columns @param {(string|Node)[][]} rows
 */
export function tableOf(caption, columns, rows) {
  const kind = (/** @type {number} */ k) => ({ class: columns[k].n ? "n" : null });
  return el(
    "table",
    {},
    el("caption", {}, caption),
    el("thead", {}, el("tr", {}, ...columns.map((column, k) => el("th", { scope: "col", ...kind(k) }, column.title)))),
    el("tbody", {}, ...rows.map((row) => el("tr", {}, ...row.map((cell, k) => (k ? el("td", kind(k), cell) : el("th", { scope: "row" }, cell)))))),
  );
}

/**
 * The figures of a chart, folded.
 * @param {Node} table
 */
export function folded(table) {
  return el("details", {}, el("summary", {}, "The figures as a table"), el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Figures" }, table));
}
