/** How a state looks: its kind by shape and colour, its end by a double line. */
import type { State, TaskState } from "../definition";
import { INTEGRATIONS, isKnownResource } from "../integrations";
import type { Attributes } from "./graphviz";

/** Graphviz knows the widths of its letters. */
export const FONT = "Arial";
/** What the reader's machine has of it: these have the same widths, as has Liberation Sans. */
export const FONTS = "Helvetica, Arial, sans-serif";

export const PAGE: Attributes = {
  // Inches, at 96 px each: 700 px wide at most, as high as it comes.
  size: "7.29,1000",
  bgcolor: "transparent",
  pad: 0,
  nodesep: 0.2,
  ranksep: 0.4,
};

/** White under everything: GitHub shows a picture on white and on dark pages. */
export const GROUND: Attributes = {
  style: "rounded,filled",
  fillcolor: "#ffffff",
  color: "#d1d5db",
  margin: 18,
};

export const NODE: Attributes = { fontname: FONT, fontsize: 10, penwidth: 1.2, margin: "0.1,0.06" };

/** Of the comment in a state, and beside an edge. */
export const PLAIN = "#374151";

export const EDGE: Attributes = {
  fontname: FONT,
  fontsize: 9.5,
  fontcolor: PLAIN,
  color: "#4b5563",
  penwidth: 1.1,
  arrowsize: 0.7,
};

/** Straight down, where it can be. */
export const NEXT: Attributes = { weight: 5 };

export const CATCH: Attributes = { style: "dashed", color: "#b91c1c", fontcolor: "#b91c1c" };

const round = (fillcolor: string, color: string, fontcolor: string): Attributes => ({
  shape: "box",
  style: "rounded,filled",
  fillcolor,
  color,
  fontcolor,
});

export const START_MARK: Attributes = {
  ...round("#1f2937", "#1f2937", "#ffffff"),
  label: "start",
  width: 0.6,
  height: 0.25,
  margin: 0,
};

const TASK = round("#e6effc", "#1d4ed8", "#1e3a8a");
const WAIT = round("#fff3d6", "#b45309", "#7c2d12");
const SUCCEED = round("#dff5e3", "#15803d", "#14532d");
const FAIL: Attributes = { ...round("#fde4e4", "#b91c1c", "#7f1d1d"), style: "filled" };
const CHOICE: Attributes = {
  ...round("#f1e8fd", "#6d28d9", "#4c1d95"),
  shape: "diamond",
  style: "filled",
};
const END: Attributes = { peripheries: 2 };

export function lookOf(state: State): Attributes {
  switch (state.Type) {
    case "Task":
      return { ...(waits(state) ? WAIT : TASK), ...(state.End && END) };
    case "Choice":
      return CHOICE;
    case "Succeed":
      return { ...SUCCEED, ...END };
    case "Fail":
      return { ...FAIL, ...END };
  }
}

/** Until somebody returns the task token. */
export const waits = ({ Resource }: TaskState): boolean =>
  isKnownResource(Resource) && INTEGRATIONS[Resource].waitsForToken;
