// The circle of the map app as it is drawn over the painted people.

import { count } from "./dom.js";
import { shownAt } from "./radar.js";
import { inks } from "./theme.js";
import { store } from "./state.js";

/** Up to so many of those shown are ringed on the map; more rings would hide the map. */
const RINGED = 15;

/**
 * The circle, oneself, those shown, the places' names and the scale, over the painted people.
 * @param {HTMLCanvasElement} canvas @param {number[]} seen rows that are shown
 * @param {{spots: import("./places.js").Spot[], look: import("./paint.js").Look, ratio: number, width: number, height: number, radius: number}} sight
 */
export function drawCircle(canvas, seen, { spots, look, ratio, width, height, radius }) {
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.clearRect(0, 0, width, height);
  const colours = inks();
  const ink = `rgb(${colours.ink})`;
  const { recording, at, grid } = store;
  const spot = spots[at.place];
  if (!spot || !recording) return;
  const px = (/** @type {number} */ x) => (spot.x + x - look.left) * look.scale;
  const py = (/** @type {number} */ y) => (spot.y - y - look.top) * look.scale;
  const reach = store.radius * look.scale;
  pen.lineWidth = 1.5 * ratio;
  pen.fillStyle = `rgb(${colours.good} / 0.09)`.replaceAll(",", " ");
  pen.strokeStyle = ink;
  pen.beginPath();
  pen.arc(px(at.x), py(at.y), reach, 0, 2 * Math.PI);
  pen.fill();
  pen.stroke();
  pen.lineWidth = ratio;
  for (const i of seen) {
    const [x, y] = [px(shownAt(recording.x[i], grid)), py(shownAt(recording.y[i], grid))];
    pen.beginPath();
    if (grid) {
      const half = (grid * look.scale) / 2;
      pen.rect(x - half, y - half, 2 * half, 2 * half);
    } else if (seen.length <= RINGED) pen.arc(x, y, radius * 1.25 + 3 * ratio, 0, 2 * Math.PI);
    pen.stroke();
  }
  marker(pen, px(at.x), py(at.y), ratio, colours);
  words(pen, spots, look, ratio, colours, { x: px(at.x), y: py(at.y), reach });
  scaleBar(pen, look, ratio, height, ink);
}

/** @param {CanvasRenderingContext2D} pen @param {number} x @param {number} y @param {number} ratio @param {any} colours */
function marker(pen, x, y, ratio, colours) {
  pen.lineWidth = 5 * ratio;
  for (const colour of [`rgb(${colours.ground})`, `rgb(${colours.ink})`]) {
    pen.strokeStyle = colour;
    pen.beginPath();
    pen.moveTo(x - 8 * ratio, y);
    pen.lineTo(x + 8 * ratio, y);
    pen.moveTo(x, y - 8 * ratio);
    pen.lineTo(x, y + 8 * ratio);
    pen.stroke();
    pen.lineWidth = 2 * ratio;
  }
}

/** @param {CanvasRenderingContext2D} pen @param {any[]} spots @param {any} look @param {number} ratio @param {any} colours @param {{x: number, y: number, reach: number}} circle */
function words(pen, spots, look, ratio, colours, circle) {
  pen.font = `${12 * ratio}px system-ui, sans-serif`;
  pen.textAlign = "center";
  pen.lineJoin = "round";
  pen.lineWidth = 3 * ratio;
  pen.strokeStyle = `rgb(${colours.ground})`;
  pen.fillStyle = `rgb(${colours.muted})`;
  const names = store.recording.about.settlements;
  const say = (/** @type {string} */ text, /** @type {number} */ x, /** @type {number} */ y) => {
    pen.strokeText(text, x, y);
    pen.fillText(text, x, y);
  };
  spots.forEach((spot, s) => {
    const size = spot.reach * look.scale;
    if (size > 70 * ratio) say(names[s].name, (spot.x - look.left) * look.scale, (spot.y - look.top) * look.scale - size - 6 * ratio);
  });
  if (circle.reach > 34 * ratio) {
    pen.fillStyle = `rgb(${colours.ink})`;
    say(`${count(store.radius)} m`, circle.x, circle.y + circle.reach + 15 * ratio);
  }
}

/** @param {CanvasRenderingContext2D} pen @param {any} look @param {number} ratio @param {number} height @param {string} ink */
function scaleBar(pen, look, ratio, height, ink) {
  const metres = [50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000].find((one) => one * look.scale > 60 * ratio) ?? 50000;
  const [x, y] = [20 * ratio, height - 14 * ratio];
  pen.strokeStyle = ink;
  pen.fillStyle = ink;
  pen.lineWidth = 1.5 * ratio;
  pen.beginPath();
  pen.moveTo(x, y - 4 * ratio);
  pen.lineTo(x, y);
  pen.lineTo(x + metres * look.scale, y);
  pen.lineTo(x + metres * look.scale, y - 4 * ratio);
  pen.stroke();
  pen.textAlign = "left";
  pen.fillText(metres >= 1000 ? `${metres / 1000} km` : `${metres} m`, x + 4 * ratio, y - 6 * ratio);
}
