// The radar: whom a map of the listed shows to somebody who stands at a place. The circle is exact.

const CELL_SIDE = 100;

/**
 * Where the map shows a position: as it is, or at the middle of its square of side `grid` metres.
 * @param {number} position metres
 * @param {number} grid metres, 0 exact
 */
export function shownAt(position, grid) {
  return grid > 0 ? Math.floor(position / grid) * grid + (grid >> 1) : position;
}

/** Everybody by cells of 100 m, place after place, so that a circle is counted without looking at all. */
export class Neighbourhood {
  /** @param {import("./recording.js").Recording} recording */
  constructor(recording) {
    this.recording = recording;
    const places = recording.about.settlements.length;
    this.low = new Int32Array(2 * places).fill(2 ** 30);
    const high = new Int32Array(2 * places).fill(-(2 ** 30));
    const { x, y, settlement, persons } = recording;
    for (let i = 0; i < persons; i++) {
      const s = 2 * settlement[i];
      if (x[i] < this.low[s]) this.low[s] = x[i];
      if (y[i] < this.low[s + 1]) this.low[s + 1] = y[i];
      if (x[i] > high[s]) high[s] = x[i];
      if (y[i] > high[s + 1]) high[s + 1] = y[i];
    }
    this.columns = new Int32Array(places);
    this.lines = new Int32Array(places);
    this.base = new Int32Array(places + 1);
    for (let s = 0; s < places; s++) {
      const lived = high[2 * s] >= this.low[2 * s];
      this.columns[s] = lived ? Math.floor((high[2 * s] - this.low[2 * s]) / CELL_SIDE) + 1 : 0;
      this.lines[s] = lived ? Math.floor((high[2 * s + 1] - this.low[2 * s + 1]) / CELL_SIDE) + 1 : 0;
      this.base[s + 1] = this.base[s] + this.columns[s] * this.lines[s];
    }
    this.start = new Uint32Array(this.base[places] + 1);
    const cells = new Uint32Array(persons);
    for (let i = 0; i < persons; i++) {
      const s = settlement[i];
      const column = Math.floor((x[i] - this.low[2 * s]) / CELL_SIDE);
      cells[i] = this.base[s] + Math.floor((y[i] - this.low[2 * s + 1]) / CELL_SIDE) * this.columns[s] + column;
      this.start[cells[i] + 1]++;
    }
    for (let c = 0; c < this.base[places]; c++) this.start[c + 1] += this.start[c];
    const next = this.start.slice();
    this.order = new Uint32Array(persons);
    for (let i = 0; i < persons; i++) this.order[next[cells[i]]++] = i;
  }

  /**
   * Call `visit` with everybody of a place whose home lies in a rectangle of cells that holds the square
   * of half side `reach` around a point: a few more than those inside it.
   * @param {number} place @param {number} x @param {number} y @param {number} reach metres
   * @param {(i: number) => void} visit
   */
  around(place, x, y, reach, visit) {
    const [left, top] = [this.low[2 * place], this.low[2 * place + 1]];
    const first = Math.max(0, Math.floor((x - reach - left) / CELL_SIDE));
    const last = Math.min(this.columns[place] - 1, Math.floor((x + reach - left) / CELL_SIDE));
    const bottom = Math.min(this.lines[place] - 1, Math.floor((y + reach - top) / CELL_SIDE));
    if (first > last) return;
    for (let line = Math.max(0, Math.floor((y - reach - top) / CELL_SIDE)); line <= bottom; line++) {
      const row = this.base[place] + line * this.columns[place];
      const stop = this.start[row + last + 1];
      for (let k = this.start[row + first]; k < stop; k++) visit(this.order[k]);
    }
  }

  /**
   * Rows of those whose shown position lies in the circle, its edge included, the nearest first.
   * @param {number} place @param {number} x @param {number} y @param {number} radius @param {number} grid
   * @param {(i: number) => boolean} on
   * @returns {number[]}
   */
  within(place, x, y, radius, grid, on) {
    /** @type {number[]} */
    const found = [];
    const { x: xs, y: ys } = this.recording;
    const far = (/** @type {number} */ i) => (shownAt(xs[i], grid) - x) ** 2 + (shownAt(ys[i], grid) - y) ** 2;
    this.around(place, x, y, radius + grid, (i) => {
      if (on(i) && far(i) <= radius * radius) found.push(i);
    });
    return found.sort((a, b) => far(a) - far(b) || a - b);
  }

  /**
   * How many residents somebody could be, going by the place shown; `alike` counts those of the same sex and
   * age band, which a name gives away.
   * @param {number} i @param {number} grid metres, 0 exact
   * @returns {{all: number, alike: number}}
   */
  candidates(i, grid) {
    const { x, y, settlement, arrays } = this.recording;
    const [atX, atY] = [shownAt(x[i], grid), shownAt(y[i], grid)];
    let all = 0;
    let alike = 0;
    this.around(settlement[i], x[i], y[i], grid, (j) => {
      if (shownAt(x[j], grid) !== atX || shownAt(y[j], grid) !== atY) return;
      all++;
      if (arrays.sex[j] === arrays.sex[i] && arrays.age_band[j] === arrays.age_band[i]) alike++;
    });
    return { all, alike };
  }
}
