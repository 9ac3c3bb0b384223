/** What many measurements of one thing come to. */

export interface Spread {
  readonly median: number;
  /** The quartiles: half of the measurements lie between them. */
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

export function spread(measurements: readonly number[]): Spread {
  return {
    median: quantileOf(measurements, 0.5),
    low: quantileOf(measurements, 0.25),
    high: quantileOf(measurements, 0.75),
    count: measurements.length,
  };
}

/** Between two measurements lies what is proportionally between them, as in most statistics packages (R's type 7). */
export function quantileOf(measurements: readonly number[], share: number): number {
  if (measurements.length === 0) throw new RangeError("There is no median of no measurements.");
  const sorted = [...measurements].sort((one, other) => one - other);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? NaN;
  const above = sorted[Math.ceil(place)] ?? NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/**
 * One round after the other, each of all subjects: what else the computer does meets all of them alike. A first round,
 * which finds nothing in the caches, does not count.
 */
export async function interleaved<Subject, Measurement>(
  rounds: number,
  subjects: readonly Subject[],
  measure: (subject: Subject) => Measurement | Promise<Measurement>,
): Promise<ReadonlyMap<Subject, readonly Measurement[]>> {
  for (const subject of subjects) await measure(subject);
  const measured = new Map<Subject, Measurement[]>(subjects.map((subject) => [subject, []]));
  for (let round = 0; round < rounds; round++)
    for (const [subject, measurements] of measured) measurements.push(await measure(subject));
  return measured;
}

/** The spread of one thing in many measurements. */
export const spreadOf = <Measurement>(
  measurements: readonly Measurement[],
  pick: (measurement: Measurement) => number,
): Spread => spread(measurements.map(pick));
