/** What one execution, with those of its distributed Maps, may use of this process: limits of it, not of AWS. */
export interface Room {
  /** Characters that the histories may still hold. */
  characters: number;
  /** Real time that expressions may still take, in milliseconds. */
  evaluationMs: number;
}

/** 25,000 events of 256 KiB would fill the memory. */
export const HISTORY_CHARACTERS = 2 ** 28;

/** A loop of expressions that take 5 s each would take a day. */
export const EVALUATION_MS = 60_000;
