// Levers and switches that change nothing in the run as it is set: disabled, with the reason beside them.

import { Faulty, postJson } from "./api.js";
import { el } from "./dom.js";
import { store } from "./state.js";

let asked = "";

/** Ask which levers and switches have no effect in the setting, and mark them in the form. */
export async function markInert() {
  const key = JSON.stringify(store.setting);
  asked = key;
  try {
    const answer = await postJson("/api/inert", store.setting);
    if (asked !== key) return;
    for (const box of document.querySelectorAll("#rulebook .lever[data-path]")) mark(box, answer.levers[box.getAttribute("data-path") ?? ""]);
    for (const box of document.querySelectorAll("#rulebook .lever[data-switch]")) mark(box, answer.switches[box.getAttribute("data-switch") ?? ""]);
  } catch (error) {
    if (!(error instanceof Faulty)) throw error;
  }
}

/**
 * A lever stays in reach of the keyboard, so that its reason can be read; it takes no input.
 * @param {Element} box @param {string | undefined} why
 */
function mark(box, why) {
  box.querySelector(".why")?.remove();
  box.classList.toggle("inert", Boolean(why));
  const name = box.getAttribute("data-path") ?? box.getAttribute("data-switch") ?? "";
  const id = `why-${name.replaceAll(".", "-")}`;
  for (const input of box.querySelectorAll("input, select")) {
    if (why) {
      input.setAttribute("aria-disabled", "true");
      input.setAttribute("aria-describedby", id);
    } else {
      input.removeAttribute("aria-disabled");
      input.removeAttribute("aria-describedby");
    }
  }
  if (why) box.append(el("p", { class: "why note", id }, `No effect: ${why}.`));
}

/** Keep what was pressed from moving a lever without effect; Tab still leads on. @param {Event} event */
function refuse(event) {
  const key = event instanceof KeyboardEvent ? event.key : "";
  const target = /** @type {Element} */ (event.target);
  if (key !== "Tab" && target.getAttribute("aria-disabled") === "true") event.preventDefault();
}

for (const kind of ["keydown", "mousedown", "touchstart", "click"]) document.addEventListener(kind, refuse, { capture: true, passive: false });
