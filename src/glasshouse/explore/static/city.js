// The city: the map, the months and what is shown. Painted at most once a frame; frames that come late are
// dropped, since only the newest state is ever painted.

import { announce, byId, count, el, lessMotion, monthName, svgEl } from "./dom.js";
import { inks } from "./theme.js";
import { Painter } from "./paint.js";
import { boxOf, spotsOf } from "./places.js";
import { sparkline, tellingSeries } from "./charts.js";
import { listen, setMonth, standAt, store, tell } from "./state.js";
import { drawRadar, openNearest, seenNow } from "./watching.js";

const MONTHS_A_SECOND = 6;
const MONTHS_A_SECOND_CALM = 1.5;
const MOST_PIXELS = 2_600_000;
const STEP = 50;
const SMALL_STEP = 10;
const CLICK_REACH = 4;

/** What can be shown, in the words of the legend. @type {{name: string, label: string, ink: string}[]} */
export const LEGEND = [
  { name: "listed", label: "on the list", ink: "harm" },
  { name: "wrong", label: "on it on a false ground", ink: "wrong" },
  { name: "silent", label: "silent, though the twin speaks", ink: "silent" },
  { name: "gated", label: "some right shut", ink: "gated" },
  { name: "fear", label: "in fear", ink: "fear" },
];

/** @type {Painter|null} */
let painter = null;
/** @type {import("./places.js").Spot[]} */
let spots = [];
const camera = { x: 0, y: 0, scale: 0.3 };
const sheet = { width: 0, height: 0, ratio: 1 };
/** @type {{to: typeof camera, from: typeof camera, since: number}|null} */
let flight = null;
let frameWanted = 0;
let playedTo = 0;
let lastFrame = 0;
const drawn = { count: 0, milliseconds: 0 };

/** Frames painted so far and the time painting took, for measurements. */
export function frameFigures() {
  return { ...drawn };
}

/** Bind the controls; the map itself comes with the first recording. */
export function startCity() {
  legendBoxes();
  transport();
  pointers();
  keys();
  byId("zoom-in").addEventListener("click", () => zoom(1.6));
  byId("zoom-out").addEventListener("click", () => zoom(1 / 1.6));
  byId("zoom-all").addEventListener("click", () => flyToAll());
  byId("zoom-me").addEventListener("click", () => flyToMe());
  new ResizeObserver(() => want()).observe(byId("stage"));
  listen("run", newRecording);
  listen("month", newMonth);
  listen("shown", newMonth);
  listen("place radar", () => {
    keepInSight();
    want();
  });
  listen("view", () => {
    if (store.view !== "city") pause();
    want();
  });
  listen("theme", () => {
    painter?.ink(inks());
    want();
  });
}

function newRecording() {
  const recording = store.recording;
  if (!recording) return;
  const samePeople = painter && painter.recording.persons === recording.persons && painter.recording.who[0] === recording.who[0];
  if (!samePeople) spots = spotsOf(recording);
  painter = new Painter(recording, spots);
  painter.ink(inks());
  if (!samePeople) {
    measureSheet();
    if (store.at.place >= spots.length) store.at = { place: 0, x: 0, y: 0 };
    Object.assign(camera, placeView(store.at.place));
  }
  byId("month").max = String(recording.months - 1);
  byId("spark").replaceChildren(sparkline(store.report?.series?.system?.[tellingSeries(store.report).name] ?? [], "harm"));
  newMonth();
}

function newMonth() {
  const recording = store.recording;
  if (!recording || !painter) return;
  painter.note(store.shown);
  const name = monthName(recording.about.start, store.month);
  byId("month").value = String(store.month);
  byId("month").setAttribute("aria-valuetext", name);
  byId("month-name").textContent = name;
  LEGEND.forEach(({ name: key }, k) => {
    const at = ["fear", "gated", "silent", "listed", "wrong"].indexOf(key);
    byId(`count-${LEGEND[k].name}`).textContent = count(painter ? painter.counts[at] : 0);
  });
  want();
}

/** Ask for a frame; many wishes before the next frame are one frame. */
export function want() {
  if (!frameWanted) frameWanted = requestAnimationFrame(frame);
}

/** @param {number} now */
function frame(now) {
  frameWanted = 0;
  if (!painter || store.view !== "city") return;
  if (store.playing) playOn(now);
  lastFrame = now;
  if (flight) fly(now);
  const began = performance.now();
  measureSheet();
  if (sheet.width && sheet.height) paintNow(painter);
  drawn.count++;
  drawn.milliseconds += performance.now() - began;
  if (store.playing || flight) want();
}

/** @param {Painter} brush */
function paintNow(brush) {
  const { ratio } = sheet;
  const canvas = byId("map");
  const [width, height] = [Math.round(sheet.width * ratio), Math.round(sheet.height * ratio)];
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  brush.resize(width, height);
  const look = { left: camera.x - sheet.width / 2 / camera.scale, top: camera.y - sheet.height / 2 / camera.scale, scale: camera.scale * ratio };
  const image = brush.paint(look, ratio);
  if (image) canvas.getContext("2d", { alpha: false }).putImageData(image, 0, 0);
  drawRadar(byId("over"), { spots, look, ratio, width, height, radius: brush.markRadius(look, ratio) });
}

function measureSheet() {
  const stage = byId("stage");
  sheet.width = stage.clientWidth;
  sheet.height = stage.clientHeight;
  const most = Math.sqrt(MOST_PIXELS / Math.max(1, sheet.width * sheet.height));
  sheet.ratio = Math.max(1, Math.min(window.devicePixelRatio || 1, 2, most));
}

/* time */

function transport() {
  byId("play").addEventListener("click", () => (store.playing ? pause() : play()));
  byId("month").addEventListener("input", () => {
    pause();
    setMonth(Number(byId("month").value));
  });
}

/** Let the months pass from the present one, or from the first after the last. */
export function play() {
  const recording = store.recording;
  if (!recording) return;
  if (store.month >= recording.months - 1) setMonth(0);
  store.playing = true;
  playedTo = store.month;
  lastFrame = performance.now();
  playState();
  want();
}

/** Stop where it is. */
export function pause() {
  if (!store.playing) return;
  store.playing = false;
  playState();
  tell("paused");
}

function playState() {
  byId("play").textContent = store.playing ? "Pause" : "Play";
  byId("play").setAttribute("aria-pressed", String(store.playing));
}

/** @param {number} now */
function playOn(now) {
  const pace = lessMotion() ? MONTHS_A_SECOND_CALM : MONTHS_A_SECOND;
  playedTo += (Math.min(250, Math.max(0, now - lastFrame)) / 1000) * pace;
  const most = (store.recording?.months ?? 1) - 1;
  if (Math.floor(playedTo) !== store.month) setMonth(Math.min(most, Math.floor(playedTo)));
  if (store.month >= most) pause();
}

/* legend */

function legendBoxes() {
  for (const { name, label, ink } of LEGEND) {
    const box = el("input", { type: "checkbox", id: `show-${name}`, checked: store.shown[name] });
    box.addEventListener("change", () => {
      store.shown[name] = box.checked;
      tell("shown");
    });
    byId("legend").append(el("label", { for: `show-${name}` }, box, markPicture(name, ink), el("span", {}, `${label} `, el("b", { id: `count-${name}` }, ""))));
  }
}

/** @param {string} name @param {string} ink */
function markPicture(name, ink) {
  const shapes = {
    listed: svgEl("circle", { cx: 8, cy: 8, r: 5, class: `f-${ink}` }),
    wrong: svgEl("circle", { cx: 8, cy: 8, r: 5.2, class: `f-none s-${ink}`, "stroke-width": 2.6 }),
    silent: svgEl("path", { d: "M1 8H15", class: `s-${ink}`, "stroke-width": 4.5 }),
    gated: svgEl("path", { d: "M3 3H13V13H3Z", class: `f-none s-${ink}`, "stroke-width": 2 }),
    fear: svgEl("path", { d: "M8 2L14 8L8 14L2 8Z", class: `f-${ink}` }),
  };
  return svgEl("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, /** @type {any} */ (shapes)[name]);
}

/* moving about */

function pointers() {
  const stage = byId("stage");
  /** @type {Map<number, {x: number, y: number}>} */
  const down = new Map();
  let moved = 0;
  const spot = (/** @type {any} */ event) => {
    const box = stage.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  stage.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => {
    if (event.button) return;
    down.set(event.pointerId, spot(event));
    stage.setPointerCapture(event.pointerId);
    if (down.size === 1) moved = 0;
    flight = null;
  });
  stage.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
    const before = down.get(event.pointerId);
    if (!before) return;
    const now = spot(event);
    const others = [...down].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
    if (others.length) pinch(others[0], before, now);
    else {
      moved += Math.hypot(now.x - before.x, now.y - before.y);
      if (moved > CLICK_REACH) pan(before.x - now.x, before.y - now.y);
    }
    if (others.length) moved = 1e9;
    down.set(event.pointerId, now);
  });
  const up = (/** @type {PointerEvent} */ event) => {
    if (!down.delete(event.pointerId)) return;
    if (event.type === "pointerup" && !down.size && moved <= CLICK_REACH) standThere(spot(event));
  };
  stage.addEventListener("pointerup", up);
  stage.addEventListener("pointercancel", up);
  stage.addEventListener(
    "wheel",
    (/** @type {WheelEvent} */ event) => {
      event.preventDefault();
      flight = null;
      const lines = event.deltaMode ? 20 : 1;
      zoomAt(spot(event), Math.exp(-event.deltaY * lines * 0.0016));
    },
    { passive: false },
  );
}

/** @param {{x: number, y: number}} other @param {{x: number, y: number}} before @param {{x: number, y: number}} now */
function pinch(other, before, now) {
  const grown = Math.hypot(now.x - other.x, now.y - other.y) / Math.max(1, Math.hypot(before.x - other.x, before.y - other.y));
  zoomAt({ x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 }, grown);
  pan((before.x - now.x) / 2, (before.y - now.y) / 2);
}

/** @param {number} dx @param {number} dy pixels */
function pan(dx, dy) {
  camera.x += dx / camera.scale;
  camera.y += dy / camera.scale;
  want();
}

/** @param {{x: number, y: number}} at pixels of the stage @param {number} by */
function zoomAt(at, by) {
  const scale = bounded(camera.scale * by);
  const [dx, dy] = [at.x - sheet.width / 2, at.y - sheet.height / 2];
  camera.x += dx / camera.scale - dx / scale;
  camera.y += dy / camera.scale - dy / scale;
  camera.scale = scale;
  want();
}

/** @param {number} scale */
function bounded(scale) {
  return Math.max(allView().scale * 0.7, Math.min(6, scale));
}

/** @param {number} by */
function zoom(by) {
  flyTo({ ...(flight?.to ?? camera), scale: bounded((flight?.to ?? camera).scale * by) });
}

/** @param {typeof camera} to */
function flyTo(to) {
  if (lessMotion()) {
    Object.assign(camera, to);
    flight = null;
  } else flight = { to, from: { ...camera }, since: performance.now() };
  want();
}

/** @param {number} now */
function fly(now) {
  if (!flight) return;
  const part = Math.max(0, Math.min(1, (now - flight.since) / 420));
  const ease = 1 - (1 - part) ** 3;
  const { from, to } = flight;
  camera.scale = from.scale * (to.scale / from.scale) ** ease;
  camera.x = from.x + (to.x - from.x) * ease;
  camera.y = from.y + (to.y - from.y) * ease;
  if (part >= 1) flight = null;
}

function allView() {
  if (!spots.length || !sheet.width) return { ...camera };
  const box = boxOf(spots);
  const scale = Math.min(sheet.width / (box.right - box.left), sheet.height / (box.bottom - box.top)) * 0.94;
  return { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2, scale };
}

/** @param {number} place */
function placeView(place) {
  const { x, y, reach } = spots[place];
  return { x, y, scale: Math.min(sheet.width, sheet.height) / (2.15 * reach) || 0.3 };
}

/** Show every place. */
export function flyToAll() {
  measureSheet();
  flyTo(allView());
}

/** Show the place where one stands, or the circle around oneself. */
export function flyToPlace() {
  if (spots.length) flyTo(placeView(store.at.place));
}

/** Centre on oneself, near enough to see the circle. */
export function flyToMe() {
  if (!spots.length) return;
  measureSheet();
  const spot = spots[store.at.place];
  const scale = Math.min(sheet.width, sheet.height) / (2.4 * store.radius);
  flyTo({ x: spot.x + store.at.x, y: spot.y - store.at.y, scale: bounded(scale) });
}

function keepInSight() {
  if (!spots.length || !sheet.width || flight) return;
  const spot = spots[store.at.place];
  const [x, y] = [spot.x + store.at.x, spot.y - store.at.y];
  const [halfX, halfY] = [sheet.width / 2 / camera.scale, sheet.height / 2 / camera.scale];
  camera.x = Math.max(x - 0.85 * halfX, Math.min(x + 0.85 * halfX, camera.x));
  camera.y = Math.max(y - 0.85 * halfY, Math.min(y + 0.85 * halfY, camera.y));
}

/** @param {{x: number, y: number}} at pixels of the stage */
function standThere(at) {
  const x = camera.x + (at.x - sheet.width / 2) / camera.scale;
  const y = camera.y + (at.y - sheet.height / 2) / camera.scale;
  let place = 0;
  let least = Infinity;
  spots.forEach((spot, s) => {
    const out = Math.hypot(spot.x - x, spot.y - y) - spot.reach;
    if (out < least) [place, least] = [s, out];
  });
  standAt({ place, x: x - spots[place].x, y: spots[place].y - y });
}

function keys() {
  byId("stage").addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !store.recording) return;
    const step = event.shiftKey ? SMALL_STEP : STEP;
    const { place, x, y } = store.at;
    const actions = /** @type {Record<string, () => void>} */ ({
      ArrowLeft: () => standAt({ place, x: x - step, y }),
      ArrowRight: () => standAt({ place, x: x + step, y }),
      ArrowUp: () => standAt({ place, x, y: y + step }),
      ArrowDown: () => standAt({ place, x, y: y - step }),
      "+": () => zoom(1.6),
      "=": () => zoom(1.6),
      "-": () => zoom(1 / 1.6),
      Home: () => flyToAll(),
      End: () => flyToMe(),
      PageDown: () => nextPlace(1),
      PageUp: () => nextPlace(-1),
      Enter: () => openNearest(),
    });
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}

/** @param {number} by */
function nextPlace(by) {
  const place = (store.at.place + by + spots.length) % spots.length;
  standAt({ place, x: 0, y: 0 });
  flyTo(placeView(place));
  announce(store.recording?.about.settlements[place].name ?? "");
}

/** Where a row of the recording is painted, pixels of the stage, for tests. @param {number} i */
export function pixelOf(i) {
  if (!painter) return null;
  return { x: (painter.x[i] - camera.x) * camera.scale + sheet.width / 2, y: (painter.y[i] - camera.y) * camera.scale + sheet.height / 2, seen: seenNow().length };
}

/** Show the mark types named and no others. @param {string[]} names */
export function showOnly(names) {
  for (const { name } of LEGEND) {
    store.shown[name] = names.includes(name);
    byId(`show-${name}`).checked = store.shown[name];
  }
  tell("shown");
}
