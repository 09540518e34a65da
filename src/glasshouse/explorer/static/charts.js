// Figures in the page: draws the descriptions that the server sends, by the same steps as charts/svg.py.
// Beside each figure is a table with its numbers.

import { el, svgEl } from "./dom.js";

/** @typedef {{low: number, high: number, title?: string, ticks?: [number, string][], log?: boolean}} Axis */
/** @typedef {{kind: string, ink: string, [field: string]: any}} Mark */
/** @typedef {{x: Axis, y: Axis, marks: Mark[], height?: number, rows?: string[], square?: boolean, title?: string, subtitle?: string, span?: boolean}} Plot */
/** @typedef {{ink: string, words: string, shape?: string}} Key */
/** @typedef {{id?: string, title: string, unit: string, alt: string, plots: Plot[], keys?: Key[], note?: string, columns?: string[], rows?: string[][], across?: number}} Figure */

const NARROW = 330;
const LETTER = 7.6;
const NAME_ROOM = 16;
const NAMES_MOST = 310;
const NAME_SHARE = 0.38;
const [TOP, FOOT, RIGHT, GAP] = [24, 26, 10, 22];
const CROWD = 1000;
const [TITLE, LINE] = [19, 16];
/** Pixels of a plot that says no height, as in charts/marks.py. */
const HEIGHT = 220;
/** Pixels below which the page draws names above their bars. */
const HAND = 480;

/** @param {number} value */
const px = (value) => value.toFixed(1);

/**
 * The marks of a figure as SVG, `width` pixels wide; of time series, `point` moves a line through all plots.
 * @param {Figure} figure @param {number} width
 * @returns {{picture: SVGElement, point: (x: number) => void}}
 */
export function drawing(figure, width) {
  const wide = width > Math.max(NARROW, HAND);
  const across = figure.across ?? 1;
  const columns = wide ? across : Math.floor((across + 1) / 2);
  const room = (width - GAP * (columns - 1)) / columns;
  const picture = svgEl("svg", { class: "chart", role: "img", "aria-label": figure.alt });
  /** @type {Frame[]} */
  const frames = [];
  let top = 0;
  for (const row of sheetRows(figure.plots, columns)) {
    const wideness = row[0].span ? width : room;
    const lines = Math.max(...row.map((plot) => broken(plot.title ?? "", wideness).length));
    const made = row.map((plot, k) => new Frame(plot, k * (room + GAP), wideness, top, lines, wide));
    for (const frame of made) frame.draw(picture);
    frames.push(...made);
    top = Math.max(...made.map((frame) => frame.end));
  }
  picture.setAttribute("viewBox", `0 0 ${width} ${top.toFixed(0)}`);
  picture.style.setProperty("max-width", `${wide ? width : 1.4 * width}px`); // one drawn narrow may grow
  const cursors = frames.map((frame) => svgEl("path", { class: "now", d: "" }));
  picture.append(...cursors);
  return { picture, point: (x) => cursors.forEach((cursor, k) => cursor.setAttribute("d", `M${px(frames[k].x(x))} ${px(frames[k].top)}V${px(frames[k].bottom)}`)) };
}

/**
 * A figure with its title, unit, legend, marks, note and table.
 * @param {Figure} figure @param {number} width @param {string} [heading]
 * @returns {{figure: HTMLElement, point: (x: number) => void}}
 */
export function figureOf(figure, width, heading = "h3") {
  const { picture, point } = drawing(figure, Math.round(width));
  const whole = el(
    "figure",
    { "data-figure": figure.id ?? null },
    el(heading, {}, figure.title),
    el("figcaption", {}, figure.unit),
    keyList(figure.keys ?? []),
    picture,
    ...(figure.note ?? "").split("\n").filter(Boolean).map((line) => el("p", { class: "note" }, line)),
    figure.rows?.length ? folded(tableOf(figure.title, (figure.columns ?? []).map((title, k) => ({ title, n: k > 0 })), figure.rows)) : null,
  );
  return { figure: whole, point };
}

/**
 * The marks of the first plot of a figure stretched over a box without axes, for the time slider.
 * @param {Figure} figure
 */
export function sparkline(figure) {
  const plot = figure.plots[0];
  const last = plot.marks[plot.marks.length - 1];
  const bare = { ...plot, x: { low: plot.x.low, high: plot.x.high }, y: { low: plot.y.low, high: plot.y.high }, height: 36 };
  const frame = new Frame(bare, 0, 600, -4, 0, true);
  const low = last.y.map(() => plot.y.low);
  const picture = svgEl("svg", { viewBox: `0 0 600 ${frame.bottom.toFixed(0)}`, preserveAspectRatio: "none", class: "chart", "aria-hidden": "true" });
  frame.mark(picture, { kind: "area", ink: last.ink, x: last.x, low, high: last.y, faint: true });
  frame.mark(picture, last);
  for (const path of picture.children) path.setAttribute("vector-effect", "non-scaling-stroke");
  return picture;
}

/** @param {Plot[]} plots @param {number} columns */
function sheetRows(plots, columns) {
  /** @type {Plot[][]} */
  const rows = [];
  for (const plot of plots) {
    const last = rows[rows.length - 1];
    if (last && !plot.span && !last[0].span && last.length < columns) last.push(plot);
    else rows.push([plot]);
  }
  return rows;
}

/** @param {string} says @param {number} room */
function broken(says, room) {
  /** @type {string[]} */
  const lines = [];
  for (const word of says.split(/\s+/).filter(Boolean)) {
    const last = lines.length - 1;
    if (last >= 0 && LETTER * (lines[last].length + 1 + word.length) <= room) lines[last] += ` ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** The place of a plot on the sheet: from data to pixels. */
class Frame {
  /** @param {Plot} plot @param {number} edge @param {number} room @param {number} top @param {number} lines @param {boolean} wide */
  constructor(plot, edge, room, top, lines, wide) {
    this.plot = plot;
    this.edge = edge;
    this.room = room;
    this.lines = lines;
    this.wide = wide;
    this.rows = plot.rows ?? [];
    this.ticks = { x: plot.x.ticks ?? [], y: plot.y.ticks ?? [] };
    this.longest = LETTER * Math.max(0, ...this.ticks.y.map(([, label]) => label.length));
    this.above = this.rows.length > 0 && !(wide && this.longest <= NAMES_MOST);
    this.left = edge + (this.above ? 4 : this.ticks.y.length ? this.longest + 12 : 2);
    this.right = edge + room - (this.ticks.x.length ? RIGHT : 2);
    this.head = top + (top && plot.title ? 12 : 0);
    this.over = broken((this.rows.length ? plot.x.title : plot.y.title) ?? "", room);
    this.under = this.rows.length ? [] : broken(plot.x.title ?? "", this.right - this.left);
    const gap = this.over.length ? TOP + LINE * (this.over.length - 1) : this.ticks.x.length ? 8 : 4;
    this.top = this.head + TITLE * (lines + (plot.subtitle ? 1 : 0)) + gap;
    this.bottom = this.top + this.height();
    this.end = this.bottom + (this.ticks.x.length ? FOOT : 6) + (this.under.length ? FOOT - 6 + LINE * (this.under.length - 1) : 0);
  }

  height() {
    const { plot } = this;
    const height = plot.height ?? HEIGHT;
    if (this.rows.length) return this.rows.length * (height + (this.above ? NAME_ROOM : 0));
    if (plot.square) return (this.right - this.left) * Math.abs((plot.y.high - plot.y.low) / (plot.x.high - plot.x.low));
    return this.wide ? height : height * 0.85;
  }

  /** @param {number} value */
  x(value) {
    return this.left + (this.right - this.left) * share(this.plot.x, value);
  }

  /** @param {number} value */
  y(value) {
    let at = value;
    if (this.above) {
      const row = Math.min(Math.floor(value), this.rows.length - 1);
      at = row + NAME_SHARE + (1 - NAME_SHARE) * (value - row);
    }
    return this.bottom + (this.top - this.bottom) * share(this.plot.y, at);
  }

  /** @param {SVGElement} picture */
  draw(picture) {
    this.heads(picture);
    this.acrossTicks(picture);
    if (!this.rows.length) this.heights(picture);
    this.titles(picture);
    if (!this.rows.length && this.ticks.x.length) picture.append(svgEl("path", { d: `M${px(this.left)} ${px(this.bottom)}H${px(this.right)}`, class: "rail" }));
    for (const mark of this.plot.marks) this.mark(picture, mark);
    if (this.rows.length) this.names(picture);
  }

  /** @param {SVGElement} picture */
  heads(picture) {
    broken(this.plot.title ?? "", this.room).forEach((line, k) => picture.append(text(this.edge, this.head + 14 + k * TITLE, line, "head", "start")));
    if (this.plot.subtitle) picture.append(text(this.edge, this.head + 14 + this.lines * TITLE, this.plot.subtitle, "tick", "start"));
  }

  /** @param {SVGElement} picture */
  acrossTicks(picture) {
    const longest = Math.max(0, ...this.ticks.x.map(([, label]) => label.length));
    const every = Math.max(1, Math.ceil((this.ticks.x.length * (LETTER * longest + 14)) / (this.right - this.left)));
    this.ticks.x.forEach(([value, label], k) => {
      if (k % every) return;
      const at = this.x(value);
      const line = this.rows.length ? `${px(this.top)}V${px(this.bottom)}` : `${px(this.bottom)}v5`;
      picture.append(svgEl("path", { d: `M${px(at)} ${line}`, class: this.rows.length ? "grid" : "rail" }));
      const anchor = at < this.left + 12 ? "start" : at > this.right - 12 ? "end" : "middle";
      picture.append(text(at, this.bottom + 19, label, "tick", anchor));
    });
  }

  /** @param {SVGElement} picture */
  names(picture) {
    const height = (this.bottom - this.top) / this.rows.length;
    this.ticks.y.forEach(([, name], k) => {
      const top = this.top + k * height;
      picture.append(this.above ? text(this.edge, top + 14, name, "row", "start") : text(this.left - 10, top + height / 2 + 4.5, name, "row", "end"));
    });
  }

  /** @param {SVGElement} picture */
  heights(picture) {
    for (const [value, label] of this.ticks.y) {
      const at = this.y(value);
      picture.append(svgEl("path", { d: `M${px(this.left)} ${px(at)}H${px(this.right)}`, class: "grid" }));
      picture.append(text(this.left - 8, at + 4.5, label, "tick", "end"));
    }
  }

  /** @param {SVGElement} picture */
  titles(picture) {
    const fits = this.rows.length && this.over.every((line) => LETTER * line.length <= this.right - this.left);
    [...this.over].reverse().forEach((line, k) => picture.append(text(fits ? this.left : this.edge, this.top - 11 - k * LINE, line, "tick", "start")));
    this.under.forEach((line, k) => picture.append(text((this.left + this.right) / 2, this.bottom + FOOT + 12 + k * LINE, line, "tick", "middle")));
  }

  /** @param {SVGElement} picture @param {Mark} mark */
  mark(picture, mark) {
    /** @type {Record<string, () => any[]>} */
    const drawn = {
      area: () => [this.area(mark)],
      line: () => [this.line(mark)],
      bars: () => [this.bars(mark)],
      points: () => [this.points(mark)],
      segments: () => [this.segments(mark)],
      dots: () => [this.dots(mark)],
      circle: () => [this.circle(mark)],
      cells: () => this.cells(mark),
      rule: () => [this.rule(mark)],
      note: () => [text(this.x(mark.x), this.y(mark.y), mark.says, "note", mark.anchor ?? "start")],
    };
    picture.append(...drawn[mark.kind]());
  }

  /** @param {Mark} mark */
  area(mark) {
    const side = (/** @type {(number|null)[]} */ values) => values.map((value, k) => `${px(this.x(mark.x[k] ?? 0))} ${px(this.y(value ?? 0))}`);
    const path = `M${side(mark.high).join("L")}L${side(mark.low).reverse().join("L")}z`;
    return svgEl("path", { d: path, class: mark.faint ? "faint" : "area", ...fill(mark.ink) });
  }

  /** @param {Mark} mark */
  line(mark) {
    const at = mark.x.map((/** @type {number} */ x, /** @type {number} */ k) => [x, mark.y[k]]).filter((/** @type {any[]} */ one) => one[1] !== null);
    const places = at.map((/** @type {number[]} */ one) => [px(this.x(one[0])), px(this.y(one[1]))]);
    const path = places.map((/** @type {string[]} */ one, /** @type {number} */ k) => (k === 0 ? one.join(" ") : mark.stepped ? `H${one[0]}V${one[1]}` : `L${one.join(" ")}`)).join("");
    return svgEl("path", { d: `M${path}`, class: mark.dashed ? "line dashed" : "line", ...stroke(mark.ink) });
  }

  /** @param {Mark} mark */
  bars(mark) {
    const path = complete(mark.x0, mark.x1, mark.y0, mark.y1)
      .map(([a, b, c, d]) => `M${px(this.x(a))} ${px(this.y(c))}H${px(this.x(b))}V${px(this.far(c, d))}H${px(this.x(a))}z`)
      .join("");
    return svgEl("path", { d: path, class: "area", ...fill(mark.ink) });
  }

  /** The far side of a bar: in a plot of rows it belongs to the row in which the bar begins. @param {number} start @param {number} end */
  far(start, end) {
    const row = Math.floor(start);
    if (!this.above || Math.floor(end) === row) return this.y(end);
    return this.y(end > start ? row + 0.999 : row);
  }

  /** @param {Mark} mark */
  points(mark) {
    const group = svgEl("g", both(mark.ink));
    const shape = mark.shape ?? "circle";
    mark.y.forEach((/** @type {number|null} */ value, /** @type {number} */ k) => {
      if (value === null) return;
      const [x, y, low, high] = [mark.x[k], this.y(value), mark.low?.[k] ?? null, mark.high?.[k] ?? null];
      if (low !== null && high !== null) {
        const [a, b] = [low, high].map((end) => Math.min(Math.max(this.x(end), this.left), this.right));
        group.append(svgEl("path", { d: `M${px(a)} ${px(y)}H${px(b)}`, class: "span" }));
      }
      if (x === null) return;
      if (shape !== "none") group.append(pointOf(this.x(x), y, mark.hollow?.[k] ? "hollow" : "dot", shape, mark.labels ? 3.5 : 0));
      if (mark.labels) group.append(text(this.x(x), y + 3.6, mark.labels[k], "label", "middle"));
    });
    return group;
  }

  /** @param {Mark} mark */
  segments(mark) {
    const path = complete(mark.x0, mark.y0, mark.x1, mark.y1)
      .map(([a, b, c, d]) => `M${px(this.x(a))} ${px(this.y(b))}L${px(this.x(c))} ${px(this.far(b, d))}`)
      .join("");
    return svgEl("path", { d: path, class: mark.thin ? "thin" : "stroke", ...stroke(mark.ink) });
  }

  /** @param {Mark} mark */
  dots(mark) {
    let at = complete(mark.x, mark.y).map(([a, b]) => [this.x(a), this.y(b)]);
    if (!this.wide && at.length > CROWD) at = at.filter((_, k) => k % 3 === 0);
    const size = mark.size ?? 2;
    if (mark.hollow) return svgEl("g", { class: "ring", ...stroke(mark.ink) }, ...at.map(([a, b]) => svgEl("circle", { cx: px(a), cy: px(b), r: px(size / 2) })));
    const path = at.map(([a, b]) => `M${a.toFixed(0)} ${b.toFixed(0)}h0`).join("");
    return svgEl("path", { d: path, class: "dots", "stroke-width": size, ...stroke(mark.ink) });
  }

  /** @param {Mark} mark */
  circle(mark) {
    const r = Math.abs(this.x(mark.x + mark.r) - this.x(mark.x));
    return svgEl("circle", { cx: px(this.x(mark.x)), cy: px(this.y(mark.y)), r: px(r), ...both(mark.ink, "reach") });
  }

  /** @param {Mark} mark */
  cells(mark) {
    const side = Math.abs(this.x(mark.x + mark.size) - this.x(mark.x));
    /** @type {Map<string, string[]>} */
    const levels = new Map();
    mark.rows.forEach((/** @type {string} */ row, /** @type {number} */ down) => {
      [...row].forEach((level, across) => {
        if (level === " ") return;
        const [x, y] = [this.x(mark.x) + across * side, this.y(mark.y) + down * side];
        levels.set(level, [...(levels.get(level) ?? []), `M${px(x)} ${px(y)}h${px(side)}v${px(side)}h-${px(side)}z`]);
      });
    });
    return [...levels].sort(([a], [b]) => a.localeCompare(b)).map(([level, path]) => {
      const none = level === "0";
      return svgEl("path", { d: path.join(""), ...fill(none ? "line" : mark.ink), opacity: (none ? 0.6 : 0.1 + 0.1 * Number(level)).toFixed(1) });
    });
  }

  /** @param {Mark} mark */
  rule(mark) {
    const across = mark.x !== undefined && mark.x !== null;
    const path = across ? `M${px(this.x(mark.x))} ${px(this.top)}V${px(this.bottom)}` : `M${px(this.left)} ${px(this.y(mark.y ?? 0))}H${px(this.right)}`;
    return svgEl("path", { d: path, class: mark.dotted ? "rule dotted" : "rule" });
  }
}

/** Where a value is between the ends of an axis. @param {Axis} axis @param {number} value */
function share(axis, value) {
  const at = (/** @type {number} */ one) => (axis.log ? Math.log10(Math.max(one, 1e-12)) : one);
  return (at(value) - at(axis.low)) / (at(axis.high) - at(axis.low) || 1);
}

/** Rows in which every number is known. @param {...(number|null)[]} columns @returns {number[][]} */
function complete(...columns) {
  return columns[0].map((_, k) => columns.map((column) => column[k])).filter((row) => row.every((value) => value !== null)).map((row) => row.map(Number));
}

/** @param {number} x @param {number} y @param {string} kind @param {string} shape @param {number} large */
function pointOf(x, y, kind, shape, large) {
  if (shape === "circle") return svgEl("circle", { cx: px(x), cy: px(y), r: px(5 + large), class: kind });
  /** @type {Record<string, string>} */
  const path = {
    square: `M${px(x - 4.5)} ${px(y - 4.5)}h9v9h-9z`,
    diamond: `M${px(x)} ${px(y - 6)}l6 6l-6 6l-6-6z`,
    "triangle-up": `M${px(x)} ${px(y - 5.5)}l5.5 10h-11z`,
    "triangle-down": `M${px(x)} ${px(y + 5.5)}l5.5-10h-11z`,
    cross: `M${px(x - 5)} ${px(y - 5)}l10 10m0-10l-10 10`,
  };
  return svgEl("path", { d: path[shape], class: shape === "cross" ? "cross" : kind });
}

/** @param {string} ink */
function fill(ink) {
  return { fill: `var(--${ink})` };
}

/** @param {string} ink */
function stroke(ink) {
  return { stroke: `var(--${ink})` };
}

/** @param {string} ink @param {string} [kind] */
function both(ink, kind) {
  return { class: kind ?? null, ...fill(ink), ...stroke(ink) };
}

/** @param {number} x @param {number} y @param {string} says @param {string} style @param {string} anchor */
function text(x, y, says, style, anchor) {
  return svgEl("text", { x: px(x), y: px(y), class: style, "text-anchor": anchor }, says);
}

/**
 * The legend of a figure.
 * @param {Key[]} keys
 */
export function keyList(keys) {
  if (!keys.length) return null;
  return el("ul", { class: "keys" }, ...keys.map((key) => el("li", {}, svgEl("svg", { viewBox: "0 0 18 16", class: "chart", "aria-hidden": "true" }, swatch(key)), key.words)));
}

/** The mark of a legend, as `swatch` of charts/sheet.py draws it. @param {Key} key */
function swatch(key) {
  const shape = key.shape ?? "box";
  if (shape === "line" || shape === "dash") return svgEl("path", { d: "M0 8h18", class: shape === "dash" ? "line dashed" : "line", ...stroke(key.ink) });
  if (shape === "dot" || shape === "ring") return svgEl("circle", { cx: 9, cy: 8, r: 5, class: shape, ...(shape === "dot" ? fill(key.ink) : stroke(key.ink)) });
  /** @type {Record<string, string>} */
  const path = {
    box: "M3 2h12v12h-12z", square: "M4.5 3.5h9v9h-9z", diamond: "M9 2l6 6l-6 6l-6-6z",
    triangle: "M9 2.5l5.5 10h-11z", "triangle down": "M9 13.5l5.5-10h-11z", cross: "M4 3l10 10m0-10l-10 10",
  };
  return svgEl("path", { d: path[shape], class: shape, ...(shape === "cross" ? stroke(key.ink) : fill(key.ink)) });
}

/**
 * A table with a caption; numbers of a column stand right.
 * @param {string} caption @param {{title: string, n?: boolean}[]} columns @param {(string|Node)[][]} rows
 */
export function tableOf(caption, columns, rows) {
  const kind = (/** @type {number} */ k) => ({ class: columns[k].n ? "n" : null });
  return el(
    "table",
    {},
    el("caption", {}, caption),
    el("thead", {}, el("tr", {}, ...columns.map((column, k) => el("th", { scope: "col", ...kind(k) }, column.title)))),
    el("tbody", {}, ...rows.map((row) => el("tr", {}, ...row.map((cell, k) => (k ? el("td", kind(k), cell) : el("th", { scope: "row" }, cell)))))),
  );
}

/**
 * The numbers of a figure, folded.
 * @param {Node} table
 */
export function folded(table) {
  return el("details", {}, el("summary", {}, "The figures as a table"), el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Figures" }, table));
}
