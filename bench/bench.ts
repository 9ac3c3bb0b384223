/** What every bench is. */
import type { Section } from "./report";

export interface How {
  /** The smallest counts, to see that it runs: the numbers say little. */
  readonly quick: boolean;
  /** Says what it is at. */
  readonly tell: (what: string) => void;
}

export type Bench = (how: How) => Section | Promise<Section>;
