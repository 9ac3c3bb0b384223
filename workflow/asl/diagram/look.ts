/** How a state looks: its kind by shape and colour, its end by a double line. */
import type { Kind, Mark, Way } from "./graph";
import type { Attributes } from "./graphviz";

/** Graphviz knows the widths of its letters. */
export const FONT = "Arial";
/** What the reader's machine has of it: these have the same widths, as has Liberation Sans. */
export const FONTS = "Helvetica, Arial, sans-serif";

/** Of the comment in a state, and beside an edge. */
export const PLAIN = "#374151";

export const PAGE: Attributes = {
  bgcolor: "transparent",
  pad: 0,
  nodesep: 0.2,
  ranksep: 0.4,
  // Ways begin and end at the frame of a group.
  compound: "true",
};

/** White under everything: GitHub shows a picture on white and on dark pages. */
export const GROUND: Attributes = {
  style: "rounded,filled",
  fillcolor: "#ffffff",
  color: "#d1d5db",
  margin: 18,
};

export const NODE: Attributes = { fontname: FONT, fontsize: 10, penwidth: 1.2, margin: "0.1,0.06" };

export const EDGE: Attributes = {
  fontname: FONT,
  fontsize: 9.5,
  penwidth: 1.1,
  arrowsize: 0.7,
};

export interface Colours {
  readonly fill: string;
  readonly line: string;
  readonly text: string;
}

const colours = (fill: string, line: string, text: string): Colours => ({ fill, line, text });

export const START = colours("#1f2937", "#1f2937", "#ffffff");
/** Of a branch. */
export const INSIDE = colours("#ffffff", "#cbd5e1", PLAIN);
export const GROUP_FILL = "#f8fafc";
const BLUE = colours("#e6effc", "#1d4ed8", "#1e3a8a");
const AMBER = colours("#fff3d6", "#b45309", "#7c2d12");
const VIOLET = colours("#f1e8fd", "#6d28d9", "#4c1d95");
const TEAL = colours("#ddf5f2", "#0f766e", "#134e4a");
const GREEN = colours("#dff5e3", "#15803d", "#14532d");
const RED = colours("#fde4e4", "#b91c1c", "#7f1d1d");
const GREY = colours("#f3f4f6", "#6b7280", "#1f2937");
const WHITE = colours("#ffffff", "#b91c1c", "#b91c1c");
const PALE = colours("#fafafa", "#d1d5db", "#9ca3af");

const KIND_COLOURS: Readonly<Record<Kind, Colours>> = {
  task: BLUE,
  token: AMBER,
  choice: VIOLET,
  wait: AMBER,
  pass: GREY,
  parallel: TEAL,
  map: TEAL,
  succeed: GREEN,
  fail: RED,
  unknown: WHITE,
  missing: WHITE,
  junction: WHITE,
};

export const ADDED = colours("#dcfce7", "#15803d", "#14532d");
export const REMOVED = colours("#fee2e2", "#b91c1c", "#7f1d1d");
export const CHANGED = colours("#fef3c7", "#b45309", "#7c2d12");

const MARK_COLOURS: Readonly<Partial<Record<Mark, Colours>>> = {
  "passed by": PALE,
  added: ADDED,
  removed: REMOVED,
  changed: CHANGED,
  same: colours("#ffffff", "#9ca3af", "#4b5563"),
};

export const coloursOf = (kind: Kind, mark?: Mark): Colours =>
  (mark === undefined ? undefined : MARK_COLOURS[mark]) ?? KIND_COLOURS[kind];

/** A word beside the colour, for those who do not see it. */
export const WORDS: Readonly<Partial<Record<Mark, string>>> = {
  added: "+ added",
  removed: "− removed",
  changed: "± changed",
};

const SHAPES: Readonly<Record<Kind, Attributes>> = {
  task: { shape: "box", style: "rounded,filled" },
  token: { shape: "box", style: "rounded,filled" },
  choice: { shape: "diamond", style: "filled" },
  wait: { shape: "hexagon", style: "filled", margin: "0.02,0.06" },
  pass: { shape: "box", style: "rounded,filled" },
  parallel: { shape: "box", style: "rounded,filled" },
  map: { shape: "box", style: "rounded,filled" },
  succeed: { shape: "box", style: "rounded,filled" },
  fail: { shape: "box", style: "filled" },
  unknown: { shape: "box", style: "dashed,filled" },
  missing: { shape: "box", style: "dashed,filled" },
  junction: { shape: "plain", style: "" },
};

export const isThick = (mark: Mark): boolean => mark !== "passed by" && mark !== "same";

const thickness = (mark: Mark | undefined): Attributes =>
  mark !== undefined && isThick(mark) ? { penwidth: 2.4 } : {};

const END: Attributes = { peripheries: 2 };

export function boxLook(kind: Kind, ends: boolean, mark?: Mark): Attributes {
  const { fill, line, text } = coloursOf(kind, mark);
  return {
    ...SHAPES[kind],
    fillcolor: fill,
    color: line,
    fontcolor: text,
    ...(ends && END),
    ...thickness(mark),
    ...(mark === "removed" && { style: "dashed,filled" }),
  };
}

/** Of a Parallel or Map, around what is inside. */
export function groupLook(kind: Kind, ends: boolean, mark?: Mark): Attributes {
  const { line, text } = coloursOf(kind, mark);
  return {
    style: mark === "removed" ? "rounded,filled,dashed" : "rounded,filled",
    fillcolor: GROUP_FILL,
    color: line,
    fontcolor: text,
    fontname: FONT,
    fontsize: 10,
    penwidth: 1.2,
    margin: 10,
    ...(ends && END),
    ...thickness(mark),
  };
}

export const BRANCH: Attributes = {
  style: "rounded,filled",
  fillcolor: INSIDE.fill,
  color: INSIDE.line,
  fontcolor: INSIDE.text,
  fontname: FONT,
  fontsize: 9.5,
  penwidth: 1,
  margin: 10,
};

export const START_MARK: Attributes = {
  shape: "box",
  style: "rounded,filled",
  fillcolor: START.fill,
  color: START.line,
  fontcolor: START.text,
  width: 0.6,
  height: 0.25,
  margin: "0.08,0.02",
};

export const BRANCH_START: Attributes = {
  shape: "circle",
  style: "filled",
  fillcolor: START.fill,
  color: START.line,
  label: "",
  width: 0.11,
  fixedsize: "true",
};

/** Where ways leave a group. */
export const DOOR: Attributes = { shape: "point", style: "invis", width: 0.01 };

const LINE = { line: "#4b5563", text: PLAIN };
const CAUGHT = { line: RED.line, text: RED.line };

export function wayColours({ kind, mark }: Pick<Way, "kind" | "mark">): Pick<Colours, "line" | "text"> {
  const marked = mark === undefined || mark === "same" ? undefined : MARK_COLOURS[mark];
  return marked ?? (kind === "catch" ? CAUGHT : LINE);
}

export function wayLook(way: Pick<Way, "kind" | "mark">): Attributes {
  const { line, text } = wayColours(way);
  return {
    // Straight down, where it can be.
    ...((way.kind === "next" || way.kind === "start") && { weight: 5 }),
    ...(way.kind === "catch" && { style: "dashed" }),
    ...(way.mark === "removed" && { style: "dotted" }),
    ...thickness(way.mark),
    color: line,
    fontcolor: text,
  };
}
