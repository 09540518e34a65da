// Painting persons into pixels. The crowd is a sheet of grey, darker where more people live; those to whom
// something happened are marks on it, told apart by shape as well as by colour.

import { FEARFUL, GATED, LISTED, WRONG, isSilent } from "./recording.js";

/** @typedef {{left: number, top: number, scale: number}} Look metres of the corner; pixels per metre */
/** @typedef {{dx: Int16Array, dy: Int16Array, alpha: Uint8Array}} Stamp */

const PAD = 24;
const EDGE = 12;
/** What one person covers of a pixel where dots are no larger than that, of 255. */
const ALONE = 100;
const COVER_STEPS = 256;
/** Shapes in the order in which they are painted, the last on top. */
export const MARKS = ["fear", "gated", "silent", "listed", "wrong"];

/**
 * The mark of a state among those shown, -1 for none: a person carries one mark, the gravest.
 * @param {number} state @param {Record<string, boolean>} shown
 */
export function markOf(state, shown) {
  if (!state) return -1;
  if (shown.wrong && state & WRONG) return 4;
  if (shown.listed && state & LISTED) return 3;
  if (shown.silent && isSilent(state)) return 2;
  if (shown.gated && state & GATED) return 1;
  if (shown.fear && state & FEARFUL) return 0;
  return -1;
}

/**
 * How much of a pixel at (x, y) from the middle a shape of radius r covers, 0 to 1.
 * @param {string} shape @param {number} x @param {number} y @param {number} r
 */
function covered(shape, x, y, r) {
  const soft = (/** @type {number} */ d) => Math.max(0, Math.min(1, d + 0.5));
  const round = Math.hypot(x, y);
  const square = Math.max(Math.abs(x), Math.abs(y));
  if (shape === "wrong") {
    const thick = Math.max(1.1, r * 0.34);
    return soft(r * 1.25 - round) * soft(round - (r * 1.25 - thick));
  }
  if (shape === "silent") return soft(r * 1.3 - Math.abs(x)) * soft(r * 0.45 - Math.abs(y));
  if (shape === "gated") {
    const side = r * 1.05;
    return soft(side - square) * soft(square - (side - Math.max(1, r * 0.3)));
  }
  if (shape === "fear") return soft(r * 0.7 - (Math.abs(x) + Math.abs(y)) / 1.4);
  return soft(r - round);
}

/** @param {string} shape @param {number} r @returns {Stamp} */
function stampOf(shape, r) {
  const reach = Math.ceil(r * 1.4) + 1;
  const [dx, dy, alpha] = [/** @type {number[]} */ ([]), /** @type {number[]} */ ([]), /** @type {number[]} */ ([])];
  for (let y = -reach; y <= reach; y++) {
    for (let x = -reach; x <= reach; x++) {
      const part = Math.round(255 * covered(shape, x, y, r));
      if (part > 4) {
        dx.push(x);
        dy.push(y);
        alpha.push(part);
      }
    }
  }
  return { dx: Int16Array.from(dx), dy: Int16Array.from(dy), alpha: Uint8Array.from(alpha) };
}

/** Paints one recording into an ImageData as large as the canvas. */
export class Painter {
  /**
   * @param {import("./recording.js").Recording} recording
   * @param {import("./places.js").Spot[]} spots
   */
  constructor(recording, spots) {
    this.recording = recording;
    this.spots = spots;
    const { x, y, settlement, persons } = recording;
    this.x = new Float32Array(persons);
    this.y = new Float32Array(persons);
    this.first = new Int32Array(spots.length).fill(persons);
    this.stop = new Int32Array(spots.length);
    for (let i = 0; i < persons; i++) {
      const s = settlement[i];
      this.x[i] = spots[s].x + x[i];
      this.y[i] = spots[s].y - y[i];
      if (i < this.first[s]) this.first[s] = i;
      this.stop[s] = i + 1;
    }
    /** @type {Uint32Array[]} */
    this.marked = MARKS.map(() => new Uint32Array(0));
    this.counts = MARKS.map(() => 0);
    /** @type {Map<string, Stamp>} */
    this.stamps = new Map();
    this.width = 0;
    this.height = 0;
    this.cover = new Uint16Array(0);
    this.pixels = new Uint32Array(0);
    this.shades = new Uint32Array(COVER_STEPS);
    /** @type {ImageData|null} */
    this.image = null;
    this.coverOf = "";
  }

  /** @param {number} width @param {number} height pixels of the canvas */
  resize(width, height) {
    if (width === this.width && height === this.height) return;
    this.width = width;
    this.height = height;
    this.cover = new Uint16Array((width + 2 * PAD) * (height + 2 * PAD));
    this.image = new ImageData(width, height);
    this.pixels = new Uint32Array(this.image.data.buffer);
    this.coverOf = "";
  }

  /** @param {import("./theme.js").Inks} inks */
  ink(inks) {
    this.inks = inks;
    for (let k = 0; k < COVER_STEPS; k++) {
      const most = k / (COVER_STEPS - 1);
      const part = most < 0.5 ? 2 * most : 1;
      const deep = Math.max(0, 2 * most - 1) * 0.75;
      const [r, g, b] = [0, 1, 2].map((c) => {
        const light = inks.ground[c] + (inks.crowd[c] - inks.ground[c]) * part;
        return Math.round(light + (inks.dense[c] - light) * deep);
      });
      this.shades[k] = (255 << 24) | (b << 16) | (g << 8) | r;
    }
  }

  /**
   * Note who carries which mark in the month of the recording.
   * @param {Record<string, boolean>} shown
   */
  note(shown) {
    const { state, persons } = this.recording;
    const marks = Int8Array.from({ length: 64 }, (_, bits) => markOf(bits, shown));
    const held = new Uint32Array(64);
    /** @type {number[][]} */
    const found = MARKS.map(() => []);
    for (let i = 0; i < persons; i++) {
      const bits = state[i];
      held[bits]++;
      if (marks[bits] >= 0) found[marks[bits]].push(i);
    }
    this.marked = found.map((rows) => Uint32Array.from(rows));
    this.counts = MARKS.map((name) => held.reduce((sum, n, bits) => sum + (markOf(bits, { [name]: true }) >= 0 ? n : 0), 0));
  }

  /** @param {string} shape @param {number} r */
  stamp(shape, r) {
    const near = Math.round(r * 4) / 4;
    const key = `${shape} ${near}`;
    let stamp = this.stamps.get(key);
    if (!stamp) this.stamps.set(key, (stamp = stampOf(shape, near)));
    return stamp;
  }

  /**
   * Paint what `look` holds; `ratio` is pixels of the canvas per pixel of the page.
   * @param {Look} look @param {number} ratio
   * @returns {ImageData|null}
   */
  paint(look, ratio) {
    const key = `${look.left} ${look.top} ${look.scale} ${ratio}`;
    if (key !== this.coverOf) this.crowd(look, ratio);
    this.coverOf = key;
    this.shade();
    this.marks(look, ratio);
    return this.image;
  }

  /** @param {Look} look @param {number} ratio */
  crowd(look, ratio) {
    const { cover, width, height, x, y } = this;
    cover.fill(0);
    const line = width + 2 * PAD;
    const r = Math.min(4.5 * ratio, 0.75 * ratio + 0.95 * look.scale);
    const stamp = look.scale > 0.22 * ratio ? this.stamp("dot", r) : null;
    const weight = 0.3;
    const offsets = stamp ? Int32Array.from(stamp.dx, (dx, k) => stamp.dy[k] * line + dx) : new Int32Array(0);
    const parts = stamp ? Uint16Array.from(stamp.alpha, (a) => a * weight) : new Uint16Array(0);
    const { left, top, scale } = look;
    for (let s = 0; s < this.spots.length; s++) {
      if (!this.inSight(s, look)) continue;
      const stop = this.stop[s];
      for (let i = this.first[s]; i < stop; i++) {
        const px = (x[i] - left) * scale;
        const py = (y[i] - top) * scale;
        if (px < -EDGE || py < -EDGE || px >= width + EDGE || py >= height + EDGE) continue;
        const at = ((py + PAD) | 0) * line + ((px + PAD) | 0);
        if (!stamp) cover[at] += ALONE;
        else for (let k = 0; k < offsets.length; k++) cover[at + offsets[k]] += parts[k];
      }
    }
  }

  /** @param {number} s @param {Look} look */
  inSight(s, look) {
    const { x, y, reach } = this.spots[s];
    const [right, bottom] = [look.left + this.width / look.scale, look.top + this.height / look.scale];
    return x + reach > look.left && x - reach < right && y + reach > look.top && y - reach < bottom;
  }

  shade() {
    const { cover, pixels, width, height, shades } = this;
    const line = width + 2 * PAD;
    for (let row = 0; row < height; row++) {
      let from = (row + PAD) * line + PAD;
      const stop = (row + 1) * width;
      for (let to = row * width; to < stop; to++, from++) {
        const c = cover[from];
        pixels[to] = shades[c > 255 ? 255 : c];
      }
    }
  }

  /**
   * How large marks are, in pixels: smaller where there are many, never smaller than what can be seen.
   * @param {Look} look @param {number} ratio
   */
  markRadius(look, ratio) {
    const all = this.marked.reduce((sum, rows) => sum + rows.length, 0);
    const least = all > 30000 ? 1 : all > 6000 ? 1.6 : all > 1500 ? 2.3 : 3.1;
    return Math.min(7 * ratio, ratio * least + 0.9 * look.scale);
  }

  /** @param {Look} look @param {number} ratio */
  marks(look, ratio) {
    if (!this.inks) return;
    const r = this.markRadius(look, ratio);
    this.marked.forEach((rows, mark) => {
      const name = MARKS[mark];
      const ink = this.inks?.[name] ?? [0, 0, 0];
      this.stampAll(rows, this.stamp(name, r), ink, look);
    });
  }

  /** @param {Uint32Array} rows @param {Stamp} stamp @param {number[]} ink @param {Look} look */
  stampAll(rows, stamp, ink, look) {
    const { x, y, width, height } = this;
    const data = /** @type {ImageData} */ (this.image).data;
    const { dx, dy, alpha } = stamp;
    const [red, green, blue] = ink;
    for (let n = 0; n < rows.length; n++) {
      const px = ((x[rows[n]] - look.left) * look.scale) | 0;
      const py = ((y[rows[n]] - look.top) * look.scale) | 0;
      if (px < -PAD || py < -PAD || px > width + PAD || py > height + PAD) continue;
      for (let k = 0; k < dx.length; k++) {
        const [qx, qy] = [px + dx[k], py + dy[k]];
        if (qx < 0 || qy < 0 || qx >= width || qy >= height) continue;
        const at = 4 * (qy * width + qx);
        const part = alpha[k] / 255;
        data[at] += (red - data[at]) * part;
        data[at + 1] += (green - data[at + 1]) * part;
        data[at + 2] += (blue - data[at + 2]) * part;
      }
    }
  }
}
