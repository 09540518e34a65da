// Small helpers: elements, numbers and months as the page prints them, and what is said aloud.

const SVG_SPACE = "http://www.w3.org/2000/svg";
const MONTH_NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/**
 * The element of an id. Pages without it are broken, so that a missing one is an error.
 * @param {string} id
 * @returns {any}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element ${id}`);
  return found;
}

/**
 * An HTML element with attributes and children; `on...` attributes are listeners, false ones are left out.
 * @param {string} tag
 * @param {Record<string, any>} [attributes]
 * @param {...(Node|string|number|null|false|undefined)} children
 * @returns {any}
 */
export function el(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/**
 * An SVG element, as `el`.
 * @param {string} tag
 * @param {Record<string, any>} [attributes]
 * @param {...(Node|string|number|null|false|undefined)} children
 * @returns {any}
 */
export function svgEl(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG_SPACE, tag), attributes, children);
}

/** @param {any} node @param {Record<string, any>} attributes @param {any[]} children */
function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) if (child !== null && child !== undefined && child !== false) node.append(child);
  return node;
}

/**
 * A whole number with commas and a true minus sign.
 * @param {number} value
 */
export function count(value) {
  return Math.round(value).toLocaleString("en-GB").replace("-", "\u2212");
}

/**
 * About three figures: 12,346 / 123 / 12.3 / 0.012.
 * @param {number|null|undefined} value
 * @param {boolean} [sign] whether a gain carries a plus
 */
export function number(value, sign = false) {
  if (value === null || value === undefined || Number.isNaN(value)) return "not known";
  const size = Math.abs(value);
  const places = size === 0 || size >= 100 ? 0 : Math.max(0, Math.min(6, 2 - Math.floor(Math.log10(size)) - (size < 1 ? 1 : 0)));
  const text = size.toLocaleString("en-GB", { minimumFractionDigits: places, maximumFractionDigits: places });
  if (!/[1-9]/.test(text)) return "0";
  return (value < 0 ? "\u2212" : sign ? "+" : "") + text;
}

/**
 * A number of an axis or a lever: whole ones without decimals.
 * @param {number} value
 */
export function plainNumber(value) {
  return Number.isInteger(value) ? count(value) : number(value);
}

/**
 * A share as per cent.
 * @param {number} share
 */
export function percent(share) {
  return Number.isFinite(share) ? `${number(100 * share)}\u202f%` : "not known";
}

/**
 * The name of a month of a run: ("2014-01", 14) is "Mar 2015".
 * @param {string} start
 * @param {number} index
 */
export function monthName(start, index) {
  const [year, month] = start.split("-").map(Number);
  const all = year * 12 + month - 1 + index;
  return `${MONTH_NAMES[all % 12]} ${Math.floor(all / 12)}`;
}

/**
 * "1 person", "2 persons", "1 life", "2 lives".
 * @param {number} n
 * @param {string} one
 * @param {string} [many]
 */
export function counted(n, one, many = `${one}s`) {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** @param {string} text */
export function capital(text) {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/**
 * A rulebook's title short enough for a line.
 * @param {string} title
 */
export function shortTitle(title) {
  const parts = title.split(" + ").map((part) => part.split(",")[0].trim());
  return parts.map((part, k) => (k ? part.charAt(0).toLowerCase() + part.slice(1) : part)).join(" and ");
}

/**
 * Say something to people who listen to the page.
 * @param {string} text
 */
export function announce(text) {
  byId("status").textContent = text;
}

/**
 * Call `action` once no call came for some milliseconds.
 * @param {number} wait
 * @param {(...given: any[]) => void} action
 */
export function debounced(wait, action) {
  let timer = 0;
  return (/** @type {any[]} */ ...given) => {
    clearTimeout(timer);
    timer = window.setTimeout(() => action(...given), wait);
  };
}

/** Whether the person asked for less motion. */
export function lessMotion() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
