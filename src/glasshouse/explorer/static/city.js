// The city: the map, the months and what is shown. Painted at most once a frame; frames that come late are
// dropped, since only the newest state is ever painted.

import { announce, byId, lessMotion, monthName } from "./dom.js";
import { inks } from "./theme.js";
import { Camera } from "./camera.js";
import { Painter } from "./paint.js";
import { spotsOf } from "./places.js";
import { sparkline } from "./charts.js";
import { drawCircle } from "./circle.js";
import { timelineOf } from "./runs.js";
import { legendBoxes, legendCounts } from "./legend.js";
import { listen, setMonth, standAt, store, tell } from "./state.js";
import { openNearest, seenNow } from "./watching.js";

const MONTHS_A_SECOND = 6;
const MONTHS_A_SECOND_CALM = 1.5;
const STEP = 50;
const SMALL_STEP = 10;
const CLICK_REACH = 4;

/** @type {Painter|null} */
let painter = null;
const camera = new Camera(byId("stage"), want);
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
  transport();
  pointers();
  keys();
  byId("zoom-in").addEventListener("click", () => camera.zoom(1.6));
  byId("zoom-out").addEventListener("click", () => camera.zoom(1 / 1.6));
  byId("zoom-all").addEventListener("click", () => flyToAll());
  byId("zoom-me").addEventListener("click", () => flyToMe());
  new ResizeObserver(() => want()).observe(byId("stage"));
  listen("run", newRecording);
  listen("month", newMonth);
  listen("shown", newMonth);
  listen("place radar", () => {
    if (camera.spots.length) camera.keepInSight(standing());
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
  if (!samePeople) camera.spots = spotsOf(recording);
  painter = new Painter(recording, camera.spots);
  painter.ink(inks());
  if (!samePeople) {
    camera.measure();
    if (store.at.place >= camera.spots.length) store.at = { place: 0, x: 0, y: 0 };
    camera.view = camera.place(store.at.place);
  }
  byId("month").max = String(recording.months - 1);
  legendBoxes();
  void drawSpark();
  newMonth();
}

/** The course of the run behind the slider. */
async function drawSpark() {
  const { run } = store;
  const course = await timelineOf(run);
  if (run === store.run && course) byId("spark").replaceChildren(sparkline(course));
}

function newMonth() {
  const recording = store.recording;
  if (!recording || !painter) return;
  painter.note(store.shown);
  const name = monthName(recording.about.start, store.month);
  byId("month").value = String(store.month);
  byId("month").setAttribute("aria-valuetext", name);
  byId("month-name").textContent = name;
  const [fear, gated, silent, listed, wrong] = painter.counts;
  legendCounts({ fear, gated, silent, listed, wrong });
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
  camera.fly(now);
  const began = performance.now();
  camera.measure();
  if (camera.smaller) paintNow(painter);
  drawn.count++;
  drawn.milliseconds += performance.now() - began;
  if (store.playing || camera.flight) want();
}

/** @param {Painter} brush */
function paintNow(brush) {
  const { look, sheet, spots } = camera;
  const { ratio } = sheet;
  const canvas = byId("map");
  const [width, height] = [Math.round(sheet.width * ratio), Math.round(sheet.height * ratio)];
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  brush.resize(width, height);
  const image = brush.paint(look, ratio);
  if (image) canvas.getContext("2d", { alpha: false }).putImageData(image, 0, 0);
  drawCircle(byId("over"), seenNow(), { spots, look, ratio, width, height, radius: brush.markRadius(look, ratio) });
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
    camera.stop();
  });
  stage.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
    const before = down.get(event.pointerId);
    if (!before) return;
    const now = spot(event);
    const others = [...down].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
    if (others.length) camera.pinch(others[0], before, now);
    else {
      moved += Math.hypot(now.x - before.x, now.y - before.y);
      if (moved > CLICK_REACH) camera.pan(before.x - now.x, before.y - now.y);
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
  stage.addEventListener("dblclick", () => openNearest());
  stage.addEventListener(
    "wheel",
    (/** @type {WheelEvent} */ event) => {
      event.preventDefault();
      camera.stop();
      const lines = event.deltaMode ? 20 : 1;
      camera.zoomAt(spot(event), Math.exp(-event.deltaY * lines * 0.0016));
    },
    { passive: false },
  );
}

/** Where one stands, in metres of the picture. */
function standing() {
  const spot = camera.spots[store.at.place];
  return { x: spot.x + store.at.x, y: spot.y - store.at.y };
}

/** Show every place. */
export function flyToAll() {
  camera.measure();
  camera.flyTo(camera.all());
}

/** Show the place where one stands. */
export function flyToPlace() {
  if (camera.spots.length) camera.flyTo(camera.place(store.at.place));
}

/** Centre on oneself, near enough to see the circle. */
export function flyToMe() {
  if (!camera.spots.length) return;
  camera.measure();
  camera.flyTo(camera.circle(standing(), store.radius));
}

/** @param {{x: number, y: number}} at pixels of the stage */
function standThere(at) {
  const { spots } = camera;
  const { x, y } = camera.metres(at);
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
      "+": () => camera.zoom(1.6),
      "=": () => camera.zoom(1.6),
      "-": () => camera.zoom(1 / 1.6),
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
  const many = camera.spots.length;
  const place = (store.at.place + by + many) % many;
  standAt({ place, x: 0, y: 0 });
  flyToPlace();
  announce(store.recording?.about.settlements[place].name ?? "");
}

/** Where a row of the recording is painted, pixels of the stage, for tests. @param {number} i */
export function pixelOf(i) {
  if (!painter) return null;
  return { ...camera.pixels({ x: painter.x[i], y: painter.y[i] }), seen: seenNow().length };
}
