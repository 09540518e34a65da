// The city in a notebook: the recording of one run, its months, and the radar, without a server.

import { Painter } from "./paint.js";
import { boxOf, spotsOf } from "./places.js";
import { LISTED, Recording, WRONG, isSilent } from "./recording.js";

const HIGH = 420;
const MARGIN = 40;
const SHOWN = { listed: true, wrong: true, silent: true, gated: false, fear: false };

/** @param {string} kind @param {Record<string, any>} [set] @returns {any} */
function made(kind, set = {}) {
  return Object.assign(document.createElement(kind), set);
}

/**
 * Show the recording of `model` in `el`; the interface of anywidget.
 * @param {{model: {get: (name: string) => any}, el: HTMLElement}} given
 * @returns {() => void} what stops it
 */
export function render({ model, el }) {
  const sent = model.get("recording");
  const recording = new Recording(sent.buffer.slice(sent.byteOffset, sent.byteOffset + sent.byteLength));
  const canvas = made("canvas", { tabIndex: 0 });
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", "Map of the synthetic town; the figures stand below");
  const month = made("input", { type: "range", min: 0, max: recording.months - 1, value: recording.months - 1 });
  month.setAttribute("aria-label", "Month");
  const play = made("button", { type: "button", textContent: "Play" });
  const told = made("p");
  told.setAttribute("aria-live", "polite");
  const bar = made("div");
  bar.append(play, month);
  el.append(canvas, bar, told);
  for (const [name, value] of [["width", "100%"], ["height", `${HIGH}px`], ["display", "block"]]) canvas.style.setProperty(name, value);
  month.style.setProperty("width", "70%");

  const spots = spotsOf(recording);
  const painter = new Painter(recording, spots);
  const stand = { place: largest(recording), x: 0, y: 0 };
  let timer = 0;
  const draw = () => {
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    canvas.width = Math.max(200, Math.round(canvas.clientWidth));
    canvas.height = HIGH;
    painter.resize(canvas.width, canvas.height);
    const inks = model.get("inks")[dark ? "dark" : "light"];
    painter.ink(inks);
    recording.seek(Number(month.value));
    painter.note(SHOWN);
    const look = fitted(boxOf(spots), canvas);
    const image = painter.paint(look, 1);
    const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    if (image) pen.putImageData(image, 0, 0);
    const spot = spots[stand.place];
    pen.strokeStyle = `rgb(${inks.ink.join(",")})`;
    pen.beginPath();
    pen.arc((spot.x + stand.x - look.left) * look.scale, (spot.y - stand.y - look.top) * look.scale, radiusOf(recording) * look.scale, 0, 2 * Math.PI);
    pen.stroke();
    told.textContent = sentence(recording, stand);
  };
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    play.textContent = "Play";
  };
  play.addEventListener("click", () => {
    if (timer) return stop();
    if (Number(month.value) >= recording.months - 1) month.value = 0;
    play.textContent = "Pause";
    timer = setInterval(() => {
      month.value = Number(month.value) + 1;
      draw();
      if (Number(month.value) >= recording.months - 1) stop();
    }, 120);
    return undefined;
  });
  month.addEventListener("input", draw);
  canvas.addEventListener("click", (/** @type {MouseEvent} */ event) => {
    const look = fitted(boxOf(spots), canvas);
    const x = event.offsetX / look.scale + look.left;
    const y = event.offsetY / look.scale + look.top;
    const far = spots.map((spot) => Math.hypot(spot.x - x, spot.y - y));
    stand.place = far.indexOf(Math.min(...far));
    stand.x = Math.round(x - spots[stand.place].x);
    stand.y = Math.round(spots[stand.place].y - y);
    draw();
  });
  const watcher = new ResizeObserver(draw);
  watcher.observe(canvas);
  draw();
  return () => {
    stop();
    watcher.disconnect();
  };
}

/** @param {{left: number, right: number, top: number, bottom: number}} box @param {HTMLCanvasElement} canvas */
function fitted(box, canvas) {
  const [width, height] = [box.right - box.left + 2 * MARGIN, box.bottom - box.top + 2 * MARGIN];
  const scale = Math.min(canvas.width / width, canvas.height / height);
  const [spareX, spareY] = [canvas.width / scale - width, canvas.height / scale - height];
  return { left: box.left - MARGIN - spareX / 2, top: box.top - MARGIN - spareY / 2, scale };
}

/** @param {Recording} recording */
function radiusOf(recording) {
  return recording.about.map.radius || 500;
}

/** @param {Recording} recording */
function largest(recording) {
  const lived = new Uint32Array(recording.about.settlements.length);
  for (let i = 0; i < recording.persons; i++) lived[recording.settlement[i]]++;
  return lived.indexOf(Math.max(...lived));
}

/**
 * What the month and the radar show, in words.
 * @param {Recording} recording @param {{place: number, x: number, y: number}} stand
 */
function sentence(recording, stand) {
  const { state, x, y, settlement } = recording;
  const radius = radiusOf(recording);
  let [listed, wrong, silent, near, seen] = [0, 0, 0, 0, 0];
  for (let i = 0; i < recording.persons; i++) {
    listed += Number((state[i] & LISTED) > 0);
    wrong += Number((state[i] & WRONG) > 0);
    silent += Number(isSilent(state[i]));
    if (settlement[i] !== stand.place) continue;
    if ((x[i] - stand.x) ** 2 + (y[i] - stand.y) ** 2 > radius * radius) continue;
    near++;
    seen += Number((state[i] & LISTED) > 0);
  }
  const [year, first] = recording.about.start.split("-").map(Number);
  const count = first - 1 + recording.month;
  const when = `${year + Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, "0")}`;
  return `${when}: ${listed} on the list, ${wrong} of them for somebody else's act or though unable to pay; ${silent} silent though their twins speak. ` +
    `Within ${radius} m of where you stand live ${near} people; the map shows ${seen} of them.`;
}
