/** What a run of the benchmarks found, as data: docs/benchmarks.json is one, and `page.ts` makes text of it. */
import type { Spread } from "./statistics";

export interface Report {
  /** When it ran: 2026-03-02. */
  readonly day: string;
  readonly machine: Machine;
  /** Of what was measured, and of what measured. */
  readonly versions: Readonly<Record<string, string>>;
  readonly sections: readonly Section[];
}

export interface Machine {
  readonly processor: string;
  /** That the run may use. */
  readonly cores: number;
  readonly memoryGB: number;
  readonly system: string;
}

export interface Section {
  readonly title: string;
  /** Paragraphs: how it was measured, and what there is to see. */
  readonly text: readonly string[];
  readonly tables: readonly Table[];
}

export interface Table {
  readonly caption: string;
  /** Of each column, with its unit. */
  readonly heads: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Numbers are counted, or made from others; a spread is measured. */
export type Cell = string | number | Spread;
