// The picture of both lives: time spent so as bars, single events as strokes, each life on a line of its own.

import { el, svgEl } from "./dom.js";
import { keyList, yearsOf } from "./charts.js";
import { store } from "./state.js";

/** @typedef {import("./life.js").Life} Life */
/** @typedef {import("./life.js").LifeEvent} LifeEvent */

const SPANS = [
  { title: "On the list", begins: ["entered_list"], ends: "left_" },
  { title: "Without a job", begins: ["job_lost"], ends: "job_found" },
];
const MOMENTS = [
  { title: "Missed payments", starts: ["payment_"] },
  { title: "In court", starts: ["sued", "judged", "found_", "performed"] },
  { title: "Refused", starts: ["refused_", "hire_refused", "excluded"] },
  { title: "On the map", starts: ["map_recognised", "map_reported", "shamed"] },
  { title: "Records", starts: ["recorded", "rewarded"] },
  { title: "Contacts lost", starts: ["tie_cut"] },
  { title: "Speech", starts: ["speaks_out", "falls_silent", "speech_punished"] },
  { title: "Disputes", starts: ["dispute_", "noticed"] },
];

/** @param {LifeEvent[]} events @param {{begins: string[], ends: string}} span */
function spansIn(events, span) {
  const found = [];
  let open = -1;
  for (const event of events) {
    if (open < 0 && span.begins.includes(event.event)) open = event.month;
    else if (open >= 0 && event.event.startsWith(span.ends)) {
      found.push([open, event.month]);
      open = -1;
    }
  }
  return open < 0 ? found : [...found, [open, store.recording.months]];
}

/** @param {LifeEvent[]} events @param {{starts: string[]}} moment */
function momentsIn(events, moment) {
  return events.filter((event) => moment.starts.some((start) => event.event.startsWith(start))).map((event) => [event.month, event.month]);
}

/** @param {Life} life */
function lanesOf(life) {
  const both = [life.system, life.twin];
  const lanes = [
    ...SPANS.map((span) => ({ title: span.title, span: true, sides: both.map((side) => spansIn(side, span)) })),
    ...MOMENTS.map((moment) => ({ title: moment.title, span: false, sides: both.map((side) => momentsIn(side, moment)) })),
  ];
  return lanes.filter((lane) => lane.sides.some((side) => side.length));
}

/**
 * The picture of both lives, and a function that puts its cursor at a month.
 * @param {Life} life @param {number} wide pixels there are for it
 * @returns {{figure: Element, point: (month: number) => void}}
 */
export function figureOf(life, wide) {
  const lanes = lanesOf(life);
  const { months, about } = store.recording;
  const width = Math.max(320, Math.min(1100, wide || 800));
  const narrow = width < 560;
  const [left, step] = [narrow ? 0 : 130, narrow ? 46 : 34];
  const height = lanes.length * step + 28;
  const x = (/** @type {number} */ m) => left + ((width - left - 4) * m) / months;
  const alt = `Both lives: ${lanes.map((lane) => `${lane.title.toLowerCase()} ${lane.sides[0].length} with and ${lane.sides[1].length} without the system`).join("; ")}`;
  const picture = svgEl("svg", { viewBox: `0 0 ${width} ${height}`, class: "wide", role: "img", "aria-label": alt });
  for (const { at, year } of yearsOf(about.start, months)) {
    picture.append(svgEl("path", { d: `M${x(at)} 0V${height - 22}`, class: "grid" }), svgEl("text", { x: x(at), y: height - 6, "text-anchor": x(at) > width - 34 ? "end" : "start" }, year));
  }
  lanes.forEach((lane, k) => {
    const top = k * step + (narrow ? 16 : 4);
    picture.append(svgEl("text", { x: 0, y: narrow ? top - 3 : top + 17, class: "ink" }, lane.title));
    lane.sides.forEach((marks, side) => {
      const y = top + side * 13;
      const ink = side ? "good" : "harm";
      picture.append(svgEl("path", { d: `M${left} ${y + 11}H${width - 4}`, class: "grid" }));
      for (const [from, to] of marks) {
        if (lane.span) picture.append(svgEl("rect", { x: x(from), y: y + 1, width: Math.max(2, x(to) - x(from)), height: 10, class: `f-${ink}` }));
        else picture.append(svgEl("path", { d: `M${x(from + 0.5)} ${y}v11`, class: `line s-${ink}` }));
      }
    });
  });
  const cursor = svgEl("path", { class: "now" });
  picture.append(cursor);
  const keys = keyList([
    { ink: "harm", label: "with the system" },
    { ink: "good", label: "the twin, without it" },
  ]);
  return {
    figure: el("figure", {}, el("figcaption", {}, "Bars are time spent so, strokes are single events."), keys, picture),
    point: (m) => cursor.setAttribute("d", `M${x(m + 0.5)} 0V${height - 22}`),
  };
}
