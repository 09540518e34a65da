// Light, dark, or as the system says; and the inks of the page as numbers for the canvas.

import { byId } from "./dom.js";
import { store } from "./state.js";

const THEMES = ["system", "light", "dark"];
/** @type {Inks|null} */
let keptInks = null;
const THEME_KEY = "glasshouse-theme";

/** @typedef {Record<string, number[]>} Inks of the map: ground, crowd, dense, ink, good, muted, and those of its layers */

/** Names in palette.css of the colours of the map; those of its layers come with the layers. */
const GROUND = { ground: "paper", crowd: "crowd", dense: "dense", ink: "ink", good: "twin", muted: "muted" };

/**
 * Set the theme as chosen before, and again on each press of the button.
 * @param {() => void} changed called after the inks have changed
 */
export function startTheme(changed) {
  let chosen = kept();
  const system = matchMedia("(prefers-color-scheme: dark)");
  const set = () => {
    document.documentElement.dataset.theme = chosen === "system" ? (system.matches ? "dark" : "light") : chosen;
    keptInks = null;
    byId("theme").textContent = `Theme: ${chosen}`;
    changed();
  };
  system.addEventListener("change", set);
  byId("theme").addEventListener("click", () => {
    chosen = THEMES[(THEMES.indexOf(chosen) + 1) % THEMES.length];
    try {
      localStorage.setItem(THEME_KEY, chosen);
    } catch {
      // a page opened from a file may keep nothing
    }
    set();
  });
  set();
}

function kept() {
  try {
    const found = localStorage.getItem(THEME_KEY);
    return found && THEMES.includes(found) ? found : "system";
  } catch {
    return "system";
  }
}

/**
 * The inks of the present theme as [red, green, blue].
 * @returns {Inks}
 */
export function inks() {
  if (keptInks) return keptInks;
  const style = getComputedStyle(document.documentElement);
  const one = (/** @type {string} */ name) => {
    const hex = style.getPropertyValue(`--${name}`).trim().slice(1);
    return [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16));
  };
  const layers = (store.about?.layers ?? []).map((/** @type {any} */ layer) => [layer.name, layer.ink]);
  keptInks = Object.fromEntries([...Object.entries(GROUND), ...layers].map(([name, ink]) => [name, one(ink)]));
  return keptInks;
}
