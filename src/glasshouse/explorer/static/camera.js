// Where one looks from: pan, zoom and flights over the map, in metres of the picture.

import { lessMotion } from "./dom.js";
import { boxOf } from "./places.js";

/** @typedef {{x: number, y: number, scale: number}} View the middle in metres of the picture, pixels a metre */
/** @typedef {{x: number, y: number}} Point */

const MOST_PIXELS = 2_600_000;
const CLOSEST = 6;
const FLIGHT = 420;

export class Camera {
  /** @param {Element} stage what the picture fills @param {() => void} moved called when another picture is due */
  constructor(stage, moved) {
    this.stage = stage;
    this.moved = moved;
    /** @type {View} */
    this.view = { x: 0, y: 0, scale: 0.3 };
    this.sheet = { width: 0, height: 0, ratio: 1 };
    /** @type {import("./places.js").Spot[]} */
    this.spots = [];
    /** @type {{to: View, from: View, since: number}|null} */
    this.flight = null;
  }

  /** Take the size of the stage and how many pixels of the screen each of its pixels may have. */
  measure() {
    const { clientWidth: width, clientHeight: height } = this.stage;
    const most = Math.sqrt(MOST_PIXELS / Math.max(1, width * height));
    this.sheet = { width, height, ratio: Math.max(1, Math.min(window.devicePixelRatio || 1, 2, most)) };
  }

  /** What a painter needs: the upper left corner in metres, and pixels of the screen a metre. */
  get look() {
    const { x, y, scale } = this.view;
    const { width, height, ratio } = this.sheet;
    return { left: x - width / 2 / scale, top: y - height / 2 / scale, scale: scale * ratio };
  }

  /** @param {Point} at pixels of the stage @returns {Point} metres of the picture */
  metres(at) {
    const { x, y, scale } = this.view;
    return { x: x + (at.x - this.sheet.width / 2) / scale, y: y + (at.y - this.sheet.height / 2) / scale };
  }

  /** @param {Point} at metres of the picture @returns {Point} pixels of the stage */
  pixels(at) {
    const { x, y, scale } = this.view;
    return { x: (at.x - x) * scale + this.sheet.width / 2, y: (at.y - y) * scale + this.sheet.height / 2 };
  }

  /** Stay where a flight has come to. */
  stop() {
    this.flight = null;
  }

  /** @param {number} dx @param {number} dy pixels */
  pan(dx, dy) {
    this.view.x += dx / this.view.scale;
    this.view.y += dy / this.view.scale;
    this.moved();
  }

  /** @param {Point} at pixels of the stage, which stays where it is @param {number} by */
  zoomAt(at, by) {
    const before = this.metres(at);
    this.view.scale = this.bounded(this.view.scale * by);
    const after = this.metres(at);
    this.view.x += before.x - after.x;
    this.view.y += before.y - after.y;
    this.moved();
  }

  /** Two fingers, of which one moves. @param {Point} other @param {Point} before @param {Point} now */
  pinch(other, before, now) {
    const apart = (/** @type {Point} */ one) => Math.hypot(one.x - other.x, one.y - other.y);
    this.zoomAt({ x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 }, apart(now) / Math.max(1, apart(before)));
    this.pan((before.x - now.x) / 2, (before.y - now.y) / 2);
  }

  /** @param {number} by */
  zoom(by) {
    const from = this.flight?.to ?? this.view;
    this.flyTo({ ...from, scale: this.bounded(from.scale * by) });
  }

  /** @param {number} scale */
  bounded(scale) {
    return Math.max(this.all().scale * 0.7, Math.min(CLOSEST, scale));
  }

  /** @param {View} to */
  flyTo(to) {
    if (lessMotion()) {
      this.view = { ...to };
      this.flight = null;
    } else this.flight = { to, from: { ...this.view }, since: performance.now() };
    this.moved();
  }

  /** Be where a flight is at that moment. @param {number} now */
  fly(now) {
    if (!this.flight) return;
    const { from, to, since } = this.flight;
    const part = Math.max(0, Math.min(1, (now - since) / FLIGHT));
    const ease = 1 - (1 - part) ** 3;
    this.view = {
      x: from.x + (to.x - from.x) * ease,
      y: from.y + (to.y - from.y) * ease,
      scale: from.scale * (to.scale / from.scale) ** ease,
    };
    if (part >= 1) this.flight = null;
  }

  /** The view of every place. @returns {View} */
  all() {
    const { width, height } = this.sheet;
    if (!this.spots.length || !width) return { ...this.view };
    const box = boxOf(this.spots);
    const scale = Math.min(width / (box.right - box.left), height / (box.bottom - box.top)) * 0.94;
    return { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2, scale };
  }

  /** The view of one place. @param {number} place @returns {View} */
  place(place) {
    const { x, y, reach } = this.spots[place];
    return { x, y, scale: this.smaller / (2.15 * reach) || 0.3 };
  }

  /** The view of a circle. @param {Point} middle metres of the picture @param {number} radius metres @returns {View} */
  circle(middle, radius) {
    return { ...middle, scale: this.bounded(this.smaller / (2.4 * radius)) };
  }

  get smaller() {
    return Math.min(this.sheet.width, this.sheet.height);
  }

  /** Move no further than needed to have a point well inside the picture. @param {Point} at metres of the picture */
  keepInSight(at) {
    const { width, height } = this.sheet;
    if (!width || !height || this.flight) return;
    const [halfX, halfY] = [width / 2 / this.view.scale, height / 2 / this.view.scale];
    this.view.x = Math.max(at.x - 0.85 * halfX, Math.min(at.x + 0.85 * halfX, this.view.x));
    this.view.y = Math.max(at.y - 0.85 * halfY, Math.min(at.y + 0.85 * halfY, this.view.y));
  }
}
