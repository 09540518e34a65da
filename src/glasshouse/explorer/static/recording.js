// A recording: who lives where in the synthetic places, and what was so of them month by month (format GHR1).

export const LISTED = 1;
export const WRONG = 2;
export const GATED = 4;
export const VOICES = 8;
export const FEARFUL = 16;
export const TWIN_VOICES = 32;
const PLANE_BITS = {
  "system.listed": LISTED,
  "system.wrong": WRONG,
  "system.gated": GATED,
  "system.voices": VOICES,
  "system.fearful": FEARFUL,
  "twin.voices": TWIN_VOICES,
};
const ARRAY_KINDS = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, i16: Int16Array, i32: Int32Array };

/** @typedef {{id: number, name: string, x: number, y: number, side: number, rural: boolean}} Place */
/** @typedef {{persons: number, months: number, start: string, settlements: Place[], labels: Record<string, string[]>, map: {on?: boolean, radius: number, grid: number, fields: string[]}, unknown?: string[]}} About */
/** @typedef {{bit: number, flips: Uint32Array, at: Uint32Array}} PlaneFlips */

/** A recording held at one month; `seek` moves it. */
export class Recording {
  /** @param {ArrayBuffer} bytes */
  constructor(bytes) {
    const view = new DataView(bytes);
    if (view.getUint32(0, true) !== 0x31524847) throw new Error("not a recording: it does not begin with GHR1");
    const length = view.getUint32(4, true);
    /** @type {any} */
    const header = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 8, length)));
    const base = 8 * Math.ceil((8 + length) / 8);
    /** @type {Record<string, any>} */
    this.arrays = {};
    for (const one of header.arrays) {
      const kind = ARRAY_KINDS[/** @type {keyof typeof ARRAY_KINDS} */ (one.type)];
      this.arrays[one.name] = new kind(bytes, base + one.offset, one.length);
    }
    /** @type {About} */
    this.about = header;
    this.persons = header.persons;
    this.months = header.months;
    this.who = /** @type {Uint32Array} */ (this.arrays.who);
    this.settlement = /** @type {Uint16Array} */ (this.arrays.settlement);
    this.x = /** @type {Int16Array} */ (this.arrays.x);
    this.y = /** @type {Int16Array} */ (this.arrays.y);
    this.state = new Uint8Array(this.persons);
    this.month = 0;
    /** @type {Map<number, number>|null} */
    this.rows = null;
    /** @type {PlaneFlips[]} */
    this.planes = [];
    for (const [name, bit] of Object.entries(PLANE_BITS)) if (this.arrays[`first.${name}`]) this.begin(name, bit);
  }

  /** @param {string} name @param {number} bit */
  begin(name, bit) {
    const first = this.arrays[`first.${name}`];
    for (let i = 0; i < this.persons; i++) if ((first[i >> 3] >> (i & 7)) & 1) this.state[i] |= bit;
    this.planes.push({ bit, flips: this.arrays[`flips.${name}`], at: this.arrays[`flips_at.${name}`] });
  }

  /**
   * Stand at the end of a month; what lies between is turned over, in either direction.
   * @param {number} month
   */
  seek(month) {
    const to = Math.max(0, Math.min(this.months - 1, month));
    const low = Math.min(this.month, to) + 1;
    const high = Math.max(this.month, to) + 1;
    for (const { bit, flips, at } of this.planes) {
      const stop = at[high];
      for (let k = at[low]; k < stop; k++) this.state[flips[k]] ^= bit;
    }
    this.month = to;
  }

  /**
   * In how many of the months a plane was so, for everybody.
   * @param {number} bit
   * @returns {Uint16Array}
   */
  monthsOf(bit) {
    const sums = new Uint16Array(this.persons);
    const plane = this.planes.find((one) => one.bit === bit);
    if (!plane) return sums;
    const first = this.arrays[`first.${this.nameOf(bit)}`];
    const since = new Int16Array(this.persons).fill(-1);
    for (let i = 0; i < this.persons; i++) if ((first[i >> 3] >> (i & 7)) & 1) since[i] = 0;
    for (let m = 1; m < this.months; m++) {
      for (let k = plane.at[m]; k < plane.at[m + 1]; k++) {
        const i = plane.flips[k];
        if (since[i] < 0) since[i] = m;
        else {
          sums[i] += m - since[i];
          since[i] = -1;
        }
      }
    }
    for (let i = 0; i < this.persons; i++) if (since[i] >= 0) sums[i] += this.months - since[i];
    return sums;
  }

  /** @param {number} bit */
  nameOf(bit) {
    return Object.entries(PLANE_BITS).find(([, other]) => other === bit)?.[0] ?? "";
  }

  /**
   * The row of a person, -1 for nobody.
   * @param {number} who
   */
  rowOf(who) {
    if (!this.rows) {
      this.rows = new Map();
      for (let i = 0; i < this.persons; i++) this.rows.set(this.who[i], i);
    }
    return this.rows.get(who) ?? -1;
  }

  /**
   * A label of a person: sex, age_band, registration or income_band.
   * @param {string} dimension
   * @param {number} i
   */
  label(dimension, i) {
    return this.about.labels[dimension]?.[this.arrays[dimension]?.[i]] ?? "";
  }
}

/**
 * Whether somebody is silent: criticises in public as the twin, and not under the system.
 * @param {number} state
 */
export function isSilent(state) {
  return (state & (TWIN_VOICES | VOICES)) === TWIN_VOICES;
}
