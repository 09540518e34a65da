// The guided story: ten screens, each a real state of the run with one thing said about it.

import { Faulty, offline } from "./api.js";
import { byId, count, counted, el, monthName, number, percent } from "./dom.js";
import { LISTED, TWIN_VOICES, VOICES, WRONG, isSilent } from "./recording.js";
import { flyToAll, flyToMe, flyToPlace, pause } from "./city.js";
import { showOnly } from "./legend.js";
import { lifeOf, personOf } from "./life.js";
import { loadBook } from "./rulebook.js";
import { liveSetting } from "./runs.js";
import { follow, listen, setMonth, showView, standAt, store, tell } from "./state.js";

/** @typedef {{row: number, who: number, life: import("./life.js").Life}} Hero */
/** @typedef {{title: string, set: (hero: Hero) => void, says: (hero: Hero) => string}} Screen */

const SEEN_KEY = "glasshouse-story";
const USUAL_MARKS = ["listed", "wrong", "silent", "gated"];
const BLUR = 250;

/** @type {Hero|null} */
let hero = null;
let heroOf = "";

/** @type {Screen[]} */
const SCREENS = [
  {
    title: "A town of people who do not exist",
    set: () => city(0, [], flyToAll),
    says: () => `Each grey dot is one of ${count(store.recording.persons)} synthetic people, drawn from aggregate tables and living in invented places. They work, borrow, pay and speak. Nobody real is in here, and nobody real can be put in.`,
  },
  {
    title: "One of them owes money",
    set: (one) => city(Math.max(0, firstOf(one, "payment_missed")), [], () => homeOf(one)),
    says: (one) => `Person ${one.who}${heroAge(one)} lives at the cross. In ${when(firstOf(one, "payment_missed"))} a payment is missed. So far, this is a debt like any other.`,
  },
  {
    title: "A court, then a list",
    set: (one) => city(firstOf(one, "entered_list"), ["listed", "wrong"], () => homeOf(one)),
    says: (one) => `In ${when(firstOf(one, "entered_list"))} the person is put on the list of judgment defaulters. ${truthOf(one)} A ring marks those listed for somebody else's act or though unable to pay, a disc all others.`,
  },
  {
    title: "The list grows",
    set: () => city(store.recording.months - 1, ["listed", "wrong"], flyToAll),
    says: () => {
      const [all, wrong] = [peopleOf((state) => (state & LISTED) !== 0), peopleOf((state) => (state & WRONG) !== 0)];
      return `By ${when(store.month)} ${counted(all, "person stands", "people stand")} on it. Of these ${count(wrong)}, that is ${percent(wrong / Math.max(1, all))}, could not pay or owed nothing.`;
    },
  },
  {
    title: "Everyone nearby can look",
    set: (one) => {
      city(Math.min(store.recording.months - 1, firstOf(one, "entered_list") + 6), ["listed", "wrong"], () => homeOf(one));
      blur(0);
    },
    says: () => {
      const around = store.hood.within(store.at.place, store.at.x, store.at.y, store.radius, 0, () => true).length;
      return `The map shows whoever is listed within ${count(store.radius)} m, by name, with part of the address. Around this home live ${count(around)} people. Any of them with a phone may look, and the table says what they see.`;
    },
  },
  {
    title: "Blurring hides less than it seems",
    set: (one) => {
      city(Math.min(store.recording.months - 1, firstOf(one, "entered_list") + 6), ["listed", "wrong"], () => homeOf(one));
      blur(BLUR);
    },
    says: (one) => {
      const { all, alike } = store.hood.candidates(one.row, BLUR);
      return `Say the map shows only squares of ${BLUR} m. In this square live ${counted(all, "person", "people")}, ${count(alike)} of the same sex and age. But the name is still on the map, and a neighbour needs no more.`;
    },
  },
  {
    title: "What the list shuts",
    set: (one) => {
      blur(0);
      follow(one.who);
      setMonth(refusalOf(one)?.month ?? firstOf(one, "entered_list"));
      showView("life");
    },
    says: (one) => {
      const refusal = refusalOf(one);
      return refusal ? `In ${when(refusal.month)} the person ${refusal.text}. The clause that says so stands beside it. The twin, the same person with the same luck and no system, meets none of this.` : "The two lives stand side by side, month by month. The twin is the same person with the same luck and no system.";
    },
  },
  {
    title: "Some stop speaking",
    set: () => city(quietest(), ["silent"], flyToAll),
    says: () => {
      const louder = peopleOf((state) => (state & (VOICES | TWIN_VOICES)) === VOICES);
      return `In ${when(store.month)} ${counted(peopleOf(isSilent), "person keeps", "people keep")} silent who would have criticised the authority in public had there been no system${louder ? `; ${count(louder)} speak who would not have` : ""}. Silence leaves no record, except here, where the twin speaks.`;
    },
  },
  {
    title: "What was gained",
    set: () => showView("harms"),
    says: () => {
      const paid = store.report?.headline?.find((/** @type {any} */ row) => row.id === "paid");
      const wrong = store.report?.headline?.find((/** @type {any} */ row) => row.id === "months_wrongly_listed");
      if (!paid || !wrong) return "Harm and claimed benefit stand beside each other here.";
      const sure = paid.low > 0 || paid.high < 0 ? "" : " The interval holds zero.";
      return `The list is there to make people pay. With it they paid ${number(Math.abs(paid.value))} ${paid.unit} ${paid.value < 0 ? "less" : "more"} than without.${sure} Against that stand ${number(wrong.system)} ${wrong.unit} on the list for somebody else's act or though unable to pay.`;
    },
  },
  {
    title: "Now change the rules",
    set: () => showView(byId("tabs").querySelector("[data-view=rulebook]") ? "rulebook" : "city"),
    says: () => "Carrots instead of sticks, due process, another radius: every rule here can be moved, and the same people live through it again. All of this is a model, and each of its assumptions is written down. Look around.",
  },
];

/** Bind the button; the story begins by itself for those who come without an address. @param {boolean} newcomer */
export function startStory(newcomer) {
  byId("tell").addEventListener("click", () => void tellScreen(0));
  byId("story").addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Escape") leave();
  });
  if (store.story !== null) void tellScreen(Math.min(store.story, SCREENS.length - 1), false);
  else if (newcomer && !seenBefore()) void tellScreen(0, false);
  listen("run", () => {
    if (heroOf !== store.run) hero = null;
  });
}

function seenBefore() {
  try {
    return localStorage.getItem(SEEN_KEY) === "1";
  } catch {
    return false;
  }
}

/** @param {number} k @param {boolean} [focus] */
async function tellScreen(k, focus = true) {
  pause();
  store.story = k;
  document.body.classList.add("story-on");
  if (!peopleEverListed() && !offline) {
    Object.assign(store.setting, store.about.usual, { changes: {}, switches: {} });
    await liveSetting();
    await loadBook();
  }
  if (k === 0) {
    SCREENS[0].set(/** @type {any} */ (hero));
    draw(0, focus);
  }
  try {
    if (!hero) await findHero();
  } catch (error) {
    if (!(error instanceof Faulty)) throw error;
    return leave();
  }
  if (store.story !== k || !hero) return undefined;
  if (k > 0) {
    SCREENS[k].set(hero);
    draw(k, focus);
  }
  tell("story");
  return undefined;
}

/** Somebody listed though unable to pay, else anybody listed. */
async function findHero() {
  heroOf = store.run;
  const fates = ["wrongly_listed", "wrongly_listed", "wrongly_listed", "listed", "random"];
  for (const [n, fate] of fates.entries()) {
    try {
      const who = await personOf(fate, n % 3);
      if (who === null) continue;
      const life = await lifeOf(who);
      const row = store.recording.rowOf(who);
      if (row < 0) continue;
      hero = { row, who, life };
      if (life.system.some((event) => event.event === "entered_list") && life.system.some((event) => event.event === "payment_missed")) return;
    } catch (error) {
      if (!(error instanceof Faulty) || n === fates.length - 1) throw error;
    }
  }
}

/** @param {number} k @param {boolean} focus */
function draw(k, focus) {
  const last = k === SCREENS.length - 1;
  const title = el("h2", { tabindex: "-1" }, SCREENS[k].title);
  const back = el("button", { type: "button", disabled: k === 0 }, "Back");
  const on = el("button", { type: "button", class: "main" }, last ? "Explore freely" : "Next");
  const out = el("button", { type: "button", class: "text" }, "Leave the story");
  back.addEventListener("click", () => void tellScreen(k - 1));
  on.addEventListener("click", () => (last ? leave() : void tellScreen(k + 1)));
  out.addEventListener("click", leave);
  byId("story").replaceChildren(
    el("p", { class: "step" }, `${k + 1} of ${SCREENS.length}`),
    title,
    el("p", { class: "says" }, SCREENS[k].says(/** @type {Hero} */ (hero))),
    el("div", { class: "go" }, back, on, last ? null : out),
  );
  byId("story").hidden = false;
  if (focus) title.focus({ preventScroll: true });
}

function leave() {
  store.story = null;
  byId("story").hidden = true;
  document.body.classList.remove("story-on");
  showOnly(USUAL_MARKS);
  try {
    localStorage.setItem(SEEN_KEY, "1");
  } catch {
    // a page opened from a file may keep nothing
  }
  tell("story");
  byId(`${store.view}-title`).focus({ preventScroll: true });
}

/* setting a screen */

/** @param {number} month @param {string[]} marks @param {() => void} look */
function city(month, marks, look) {
  showView("city");
  showOnly(marks);
  setMonth(Math.max(0, month));
  look();
}

/** @param {Hero} one */
function homeOf(one) {
  const { recording } = store;
  standAt({ place: recording.settlement[one.row], x: recording.x[one.row], y: recording.y[one.row] });
  if (byId("stage").clientWidth) flyToMe();
  else flyToPlace();
}

/** @param {number} grid */
function blur(grid) {
  store.grid = grid;
  tell("radar");
}

/* what is said */

/** @param {Hero} one @param {string} name */
function firstOf(one, name) {
  const found = one.life.system.find((event) => event.event === name);
  return found ? found.month : 0;
}

/** @param {Hero} one */
function refusalOf(one) {
  return one.life.system.find((event) => event.event.startsWith("refused_") && event.clause);
}

/** @param {number} month */
function when(month) {
  return monthName(store.recording.about.start, month);
}

/** @param {Hero} one */
function heroAge(one) {
  const { age, sex } = one.life.person;
  const who = { men: "a man", women: "a woman" }[/** @type {string} */ (sex)] ?? "somebody";
  return age ? `, ${who} of ${age},` : "";
}

/** @param {Hero} one */
function truthOf(one) {
  if (one.life.system.some((event) => event.event === "entered_unable")) return "In truth the money was not there.";
  if (one.life.system.some((event) => event.event === "entered_wrong_person")) return "In truth the matter was somebody else\u2019s, or nobody\u2019s.";
  return "";
}

/** @param {(state: number) => boolean} is */
function peopleOf(is) {
  let sum = 0;
  for (const state of store.recording.state) if (is(state)) sum++;
  return sum;
}

/** Whether anybody was on a list in this run; the story is about one. */
function peopleEverListed() {
  return store.report?.series ? store.report.series.system.listed.some((/** @type {number} */ n) => n > 0) : true;
}

/** The month in which most people are silent who would speak. */
function quietest() {
  const { recording } = store;
  const back = recording.month;
  let [best, most] = [recording.months - 1, -1];
  for (let m = 0; m < recording.months; m++) {
    recording.seek(m);
    const now = peopleOf(isSilent);
    if (now > most) [best, most] = [m, now];
  }
  recording.seek(back);
  return best;
}
