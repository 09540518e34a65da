// The page: views, the address, and the first run.

import { Faulty, getJson, offline, unpackHeld } from "./api.js";
import { byId } from "./dom.js";
import { startTheme } from "./theme.js";
import { frameFigures, pixelOf, startCity } from "./city.js";
import { startWatching, seenNow } from "./watching.js";
import { startLife } from "./life.js";
import { loadBook, startRulebook } from "./rulebook.js";
import { startProvinces } from "./provinces.js";
import { startHarms } from "./harms.js";
import { startStory } from "./story.js";
import { liveSetting, showFaults, showHeld, showRun } from "./runs.js";
import { listen, readAddress, setMonth, showView, store, tell } from "./state.js";

const VIEWS = ["city", "life", "rulebook", "provinces", "harms"];
const VIEW_TITLES = { city: "The city", life: "A life", rulebook: "The rulebook", provinces: "Provinces", harms: "Who is harmed" };
/** Views that need a server. */
const SERVED = ["rulebook"];

/** Show the view of the store and hide the others. */
function showNow() {
  if (!VIEWS.includes(store.view) || (offline && SERVED.includes(store.view))) store.view = "city";
  for (const view of VIEWS) byId(`view-${view}`).hidden = view !== store.view;
  for (const link of document.querySelectorAll("[data-view]")) {
    if (/** @type {HTMLElement} */ (link).dataset.view === store.view) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = `${VIEW_TITLES[/** @type {keyof typeof VIEW_TITLES} */ (store.view)]} - glasshouse`;
  scrollTo(0, 0);
}

function tabs() {
  for (const link of document.querySelectorAll("[data-view]")) {
    const view = /** @type {HTMLElement} */ (link).dataset.view ?? "city";
    if (offline && SERVED.includes(view)) link.parentElement?.remove();
    link.addEventListener("click", (event) => {
      event.preventDefault();
      showView(view);
      byId(`${view}-title`).focus({ preventScroll: true });
    });
  }
}

async function begin() {
  const newcomer = location.hash.length < 2;
  startTheme(() => tell("theme"));
  listen("view", showNow);
  tabs();
  readAddress();
  showNow();
  startCity();
  startWatching();
  startLife();
  startRulebook();
  startProvinces();
  startHarms();
  if (offline) await beginHeld();
  else await beginServed();
  tell("view");
  if (store.recording) startStory(newcomer);
  document.documentElement.dataset.ready = "true";
}

async function beginHeld() {
  await unpackHeld();
  store.about = offline.about;
  store.book = offline.rulebook;
  if (offline.run?.setting) store.setting = { ...store.setting, ...offline.run.setting };
  await showHeld();
}

async function beginServed() {
  try {
    store.about = await getJson("/api/about");
  } catch (error) {
    if (!(error instanceof Faulty)) throw error;
    showFaults(error);
    byId("setting-line").textContent = "There is no run to show.";
    return;
  }
  readAddress();
  showNow();
  const { opened } = store.about;
  if (opened?.run && location.hash.indexOf("rulebook=") < 0) await showRun(opened.run);
  else await liveSetting();
  void loadBook();
}

addEventListener("hashchange", () => {
  const before = JSON.stringify(store.setting);
  readAddress();
  const { month } = store.wished;
  store.wished = {};
  tell("view");
  if (month !== null) setMonth(month);
  if (JSON.stringify(store.setting) !== before && !offline) {
    store.book = null;
    void liveSetting();
    void loadBook();
  }
});

/** What tests look at; the page itself does not use it. */
Object.assign(window, { glasshouse: { store, frameFigures, pixelOf, seenNow } });

void begin();
