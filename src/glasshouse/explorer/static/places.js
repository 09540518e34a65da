// Where places are drawn: side by side, the largest in the middle, so that one picture holds them all.

/** @typedef {{x: number, y: number, reach: number}} Spot metres, y downward */

const PLACE_GAP = 260;
const WIDER = 1.5;
const LEAST_REACH = 250;

/**
 * The middle of each place in the picture and how far its people live from it.
 * @param {import("./recording.js").Recording} recording
 * @returns {Spot[]}
 */
export function spotsOf(recording) {
  const places = recording.about.settlements.length;
  const far = new Float64Array(places);
  const lived = new Uint32Array(places);
  const { x, y, settlement, persons } = recording;
  for (let i = 0; i < persons; i++) {
    far[settlement[i]] = Math.max(far[settlement[i]], x[i] * x[i] + y[i] * y[i]);
    lived[settlement[i]]++;
  }
  /** @type {Spot[]} */
  const spots = Array.from({ length: places }, (_, s) => ({ x: 0, y: 0, reach: Math.max(LEAST_REACH, Math.sqrt(far[s])) }));
  const order = [...spots.keys()].sort((a, b) => lived[b] - lived[a] || a - b);
  /** @type {Spot[]} */
  const put = [];
  let turn = 0;
  for (const s of order) {
    turn = settled(spots[s], put, Math.max(0, turn - 40));
    put.push(spots[s]);
  }
  return spots;
}

/**
 * Move a place outward on a spiral until it meets no other; returns how far along the spiral it came.
 * @param {Spot} spot @param {Spot[]} put @param {number} from
 */
function settled(spot, put, from) {
  for (let turn = put.length ? from : 0; ; turn += 0.12) {
    const out = 55 * turn;
    spot.x = WIDER * out * Math.cos(turn);
    spot.y = out * Math.sin(turn);
    if (put.every((other) => Math.hypot(other.x - spot.x, other.y - spot.y) > other.reach + spot.reach + PLACE_GAP)) return turn;
  }
}

/**
 * The box around all places.
 * @param {Spot[]} spots
 */
export function boxOf(spots) {
  return {
    left: Math.min(...spots.map((spot) => spot.x - spot.reach)),
    right: Math.max(...spots.map((spot) => spot.x + spot.reach)),
    top: Math.min(...spots.map((spot) => spot.y - spot.reach)),
    bottom: Math.max(...spots.map((spot) => spot.y + spot.reach)),
  };
}
