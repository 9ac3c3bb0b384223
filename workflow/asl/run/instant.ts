/** Upper case T and Z, as the specification wants ("Timestamps"). */
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** Milliseconds since 1970-01-01 UTC, undefined for what is no time of RFC 3339. */
export function parseInstant(text: string): number | undefined {
  const ms = RFC_3339.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

export const isInstant = (value: unknown): value is string =>
  typeof value === "string" && parseInstant(value) !== undefined;
