// Who is harmed: harm beside claimed benefit, differences by group with their intervals, and where rights
// were shut.

import { byId, capital, count, el, number, percent } from "./dom.js";
import { folded, forestPlot, keyList, lineChart, tableOf } from "./charts.js";
import { GATED } from "./recording.js";
import { boxOf, spotsOf } from "./places.js";
import { inks } from "./theme.js";
import { listen, store } from "./state.js";

const DIM_TITLES = { registration: "Registration", sex: "Sex", age_band: "Age", minority: "Ethnicity", income_band: "Income at the start", listing: "Ever on a list" };
const GROUP_TITLES = { low: "low income", middle: "middle income", high: "high income", minority: "minority", majority: "majority" };
const SQUARE = 200;
/** So many of the largest places have their names on the map. */
const NAMED = 6;
const CARDS_OF_HARM = ["ever_listed", "months_wrongly_listed", "denied", "months_voiced", "exposure", "ties_cut"];

let chosenMeasure = "";

/** Draw again whenever the run, the view or the theme changes. */
export function startHarms() {
  listen("run view theme", () => {
    if (store.view === "harms" && store.report) drawHarms();
  });
}

function drawHarms() {
  const { report } = store;
  if (!report?.headline) {
    byId("harms").replaceChildren(el("p", {}, "This page holds no comparison with the twin."));
    return;
  }
  byId("harms").replaceChildren(balance(report), overTime(report), forest(report), lostMap());
}

/* harm beside benefit */

/** @param {any} report */
function balance(report) {
  const harm = CARDS_OF_HARM.map((name) => report.headline.find((/** @type {any} */ one) => (one.id ?? one.measure) === name)).filter(Boolean);
  const good = report.headline.filter((/** @type {any} */ one) => one.side === "benefit");
  return el(
    "div",
    { class: "balance" },
    el("section", { "aria-label": "Harm" }, el("h2", {}, "What it did to people"), el("ul", {}, ...harm.map(card))),
    el("section", { class: "good", "aria-label": "Claimed benefit" }, el("h2", {}, "What it is said to be for"), el("ul", {}, ...good.slice(0, 2).map(card), ...price(report))),
  );
}

/** @param {any} one */
function card(one) {
  const sure = one.low !== null && one.low !== undefined && (one.low > 0 || one.high < 0);
  const range = one.low !== null && one.low !== undefined && one.low !== one.high ? `95\u202f% interval ${number(one.low)} to ${number(one.high)}` : "";
  return el("li", {}, el("b", {}, number(one.difference ?? one.value, true)), `${one.title}, ${one.unit}`, el("small", {}, sure || !range ? range : `${range}: holds zero`));
}

/** @param {any} report */
function price(report) {
  const rows = Object.fromEntries((report.benefit ?? []).map((/** @type {any} */ one) => [one.id, one]));
  const found = [];
  if (rows.missed) found.push(el("li", {}, el("b", {}, number(rows.missed.system - rows.missed.twin, true)), "Payments missed, over the whole run", el("small", {}, `${count(rows.missed.system)} instead of ${count(rows.missed.twin)}`)));
  if (rows.price?.system) found.push(el("li", {}, el("b", {}, number(rows.price.system)), `${rows.price.title}, ${rows.price.unit}`));
  return found;
}

/** @param {any} report */
function overTime(report) {
  const { system, twin } = report.series;
  const charts = [
    { title: "On the list", note: "persons at the end of each month", name: "listed", ink: "harm" },
    { title: "Speaking critically in public", note: "persons in each month", name: "voices", ink: "harm" },
    { title: "Refused something they tried to do", note: "refusals in each month", name: "refusals", ink: "harm" },
  ].filter((chart) => system[chart.name]);
  return el(
    "section",
    { "aria-label": "Month by month" },
    el("h2", {}, "Month by month"),
    keyList([
      { ink: "harm", label: "with the system" },
      { ink: "good", label: "the same people without it", dash: true },
    ]),
    el(
      "div",
      { class: "cards months" },
      ...charts.map((chart) =>
        el(
          "figure",
          {},
          el("h3", {}, chart.title),
          el("figcaption", {}, chart.note),
          lineChart({
            lines: [
              { values: twin[chart.name] ?? [], ink: "good", label: "without", dash: true },
              { values: system[chart.name], ink: chart.ink, label: "with" },
            ],
            start: report.start,
            months: report.months,
            alt: `${chart.title}: at the end ${count(system[chart.name].at(-1))} with the system, ${count((twin[chart.name] ?? [0]).at(-1))} without.`,
            width: 380,
            height: 190,
          }),
          folded(yearTable(chart.title, report, system[chart.name], twin[chart.name] ?? [])),
        ),
      ),
    ),
  );
}

/** @param {string} title @param {any} report @param {number[]} system @param {number[]} twin */
function yearTable(title, report, system, twin) {
  const rows = [];
  for (let m = 11; m < report.months; m += 12) rows.push([`month ${m + 1}`, count(system[m]), count(twin[m] ?? 0)]);
  return tableOf(title, [{ title: "After" }, { title: "With", n: true }, { title: "Without", n: true }], rows);
}

/* by group */

/** @param {any} report */
function forest(report) {
  const measures = new Map(report.groups.map((/** @type {any} */ row) => [row.measure, row]));
  if (!measures.has(chosenMeasure)) chosenMeasure = measures.has("months_wrongly_listed") ? "months_wrongly_listed" : ([...measures.keys()][0] ?? "");
  const place = el("div", {});
  const pick = el("select", { id: "measure" }, ...[...measures].map(([name, row]) => el("option", { value: name, selected: name === chosenMeasure }, row.title)));
  pick.addEventListener("change", () => {
    chosenMeasure = pick.value;
    place.replaceChildren(...forestOf(report));
  });
  place.append(...forestOf(report));
  return el("section", { "aria-label": "By group" }, el("h2", {}, "By group"), el("div", { class: "pickers" }, el("label", { for: "measure" }, "What is compared", pick)), place);
}

/** @param {any} report */
function forestOf(report) {
  const told = report.groups.filter((/** @type {any} */ row) => row.measure === chosenMeasure && row.difference !== null);
  const rows = told.filter((/** @type {any} */ row) => row.dim !== "listing");
  const listed = told.find((/** @type {any} */ row) => row.group === "ever listed");
  if (!rows.length) return [el("p", {}, "Nothing is told by group.")];
  let before = "";
  const drawn = rows.map((/** @type {any} */ row) => {
    const heading = row.dim === before ? "" : row.dim;
    before = row.dim;
    const harmful = row.side === "benefit" ? row.difference < 0 : row.side === "harm";
    return { label: groupTitle(row.group), value: row.difference, low: row.low, high: row.high, ink: harmful ? "harm" : row.side === "benefit" ? "good" : "muted", heading };
  });
  const { title, unit } = rows[0];
  const alt = `${title}, difference between with and without the system by group: ${rows.map((/** @type {any} */ row) => `${groupTitle(row.group)} ${number(row.difference, true)}`).join(", ")}`;
  const width = Math.max(320, Math.min(760, byId("harms").clientWidth || 700));
  const figures = told.map((/** @type {any} */ row) => [
    `${DIM_TITLES[/** @type {keyof typeof DIM_TITLES} */ (row.dim)] ?? capital(row.dim)}: ${groupTitle(row.group)}`,
    count(row.persons ?? 0),
    number(row.system),
    number(row.twin),
    number(row.difference, true),
    row.low === null ? "" : `${number(row.low)} to ${number(row.high)}`,
  ]);
  const columns = [{ title: "Group" }, { title: "Persons", n: true }, { title: "With", n: true }, { title: "Without", n: true }, { title: "Difference", n: true }, { title: "95\u202f% interval", n: true }];
  return [
    el(
      "figure",
      {},
      el("h3", {}, `${title}: the system\u2019s doing, group by group`),
      el("figcaption", {}, `Each group with the system less the same group without it, ${unit}. Lines are 95\u202f% intervals; a hollow point is one whose interval holds zero.`),
      forestPlot({ rows: drawn, unit, alt, width }),
      listed ? el("p", {}, `Those ever on a list, beside themselves without it: ${number(listed.difference, true)} ${unit}${listed.low === null ? "" : ` (${number(listed.low)} to ${number(listed.high)})`}. Off the scale of the picture.`) : null,
      folded(tableOf(`${title}, ${unit}`, columns, figures)),
    ),
  ];
}

/** @param {string} group */
function groupTitle(group) {
  return GROUP_TITLES[/** @type {keyof typeof GROUP_TITLES} */ (group)] ?? (/^\d/.test(group) ? `aged ${group}` : group);
}

/* where rights were shut */

function lostMap() {
  const { recording } = store;
  const spots = spotsOf(recording);
  const box = boxOf(spots);
  const [columns, lines] = [Math.ceil((box.right - box.left) / SQUARE), Math.ceil((box.bottom - box.top) / SQUARE)];
  const lost = new Float64Array(columns * lines);
  const lived = new Float64Array(columns * lines);
  const byPlace = spots.map((_, s) => ({ s, people: 0, hit: 0, months: 0 }));
  const months = recording.monthsOf(GATED);
  for (let i = 0; i < recording.persons; i++) {
    const s = recording.settlement[i];
    const at = Math.floor((spots[s].y - recording.y[i] - box.top) / SQUARE) * columns + Math.floor((spots[s].x + recording.x[i] - box.left) / SQUARE);
    lost[at] += months[i];
    lived[at]++;
    byPlace[s].people++;
    byPlace[s].hit += months[i] > 0 ? 1 : 0;
    byPlace[s].months += months[i];
  }
  const canvas = el("canvas", { width: columns, height: lines, "aria-hidden": "true" });
  const most = shadeSquares(canvas, lost, lived, recording.months);
  const rows = byPlace.filter((one) => one.people).sort((a, b) => b.people - a.people).slice(0, 12);
  const all = byPlace.reduce((sum, one) => ({ people: sum.people + one.people, hit: sum.hit + one.hit }), { people: 0, hit: 0 });
  return el(
    "section",
    { "aria-label": "Rights lost" },
    el("h2", {}, "Where rights were shut"),
    el("p", {}, `${percent(all.hit / Math.max(1, all.people))} of the people here had some right shut for at least a month.`),
    el(
      "figure",
      {},
      el("figcaption", {}, `Each square is 200 m wide. The redder, the larger the share of all months in which its people had a right shut; the fullest red is ${percent(most)} and more. Grey squares lost nothing.`),
      el("div", { class: "lost" }, canvas, ...rows.slice(0, NAMED).map((one) => placeName(recording.about.settlements[one.s].name, spots[one.s], box))),
      folded(
        tableOf(
          "Rights shut, the twelve largest places",
          [{ title: "Place" }, { title: "People", n: true }, { title: "Ever shut out", n: true }, { title: "Months shut, mean of all", n: true }],
          rows.map((one) => [recording.about.settlements[one.s].name, count(one.people), percent(one.hit / one.people), number(one.months / one.people)]),
        ),
      ),
    ),
  );
}

/**
 * The name of a place, above it on the map.
 * @param {string} name @param {import("./places.js").Spot} spot @param {ReturnType<typeof boxOf>} box
 */
function placeName(name, spot, box) {
  const label = el("span", { "aria-hidden": "true" }, name);
  const across = (100 * (spot.x - box.left)) / (box.right - box.left);
  label.style.left = `${Math.max(14, Math.min(86, across))}%`;
  label.style.top = `${(100 * (spot.y - spot.reach - box.top)) / (box.bottom - box.top)}%`;
  return label;
}

/**
 * @param {any} canvas @param {Float64Array} lost @param {Float64Array} lived @param {number} months
 * @returns {number} the share that takes the fullest red
 */
function shadeSquares(canvas, lost, lived, months) {
  const { ground, crowd, harm } = inks();
  const shares = Array.from(lost, (sum, k) => (lived[k] ? sum / lived[k] / months : -1));
  const some = shares.filter((share) => share > 0).sort((a, b) => a - b);
  const most = some[Math.floor(some.length * 0.97)] ?? 0;
  const pen = canvas.getContext("2d");
  const image = pen.createImageData(canvas.width, canvas.height);
  shares.forEach((share, k) => {
    const part = share > 0 ? Math.min(1, 0.15 + (0.85 * share) / most) : 0;
    const base = share < 0 ? ground : crowd.map((value, c) => Math.round(ground[c] + (value - ground[c]) * 0.45));
    const colour = base.map((value, c) => Math.round(value + (harm[c] - value) * part));
    image.data.set([...colour, 255], 4 * k);
  });
  pen.putImageData(image, 0, 0);
  return most;
}
