/** Checks of what somebody's JSON holds, each of which names every fault and where it stands. */

/** The faults of a value that stands at a place. */
export type Check = (value: unknown, at: string) => readonly string[];

export const is =
  (expected: string, holds: (value: unknown) => boolean): Check =>
  (value, at) =>
    holds(value) ? [] : [`${at || "/"}: expected ${expected}, found ${shown(value)}`];

export const text = is("a string", (value) => typeof value === "string");

export const wholeNumber = (least: number): Check =>
  is(`a whole number of ${least} or more`, (value) => Number.isInteger(value) && Number(value) >= least);

export const oneOf = (...allowed: readonly (string | boolean)[]): Check =>
  is(allowed.join(", "), (value) => allowed.some((item) => item === value));

/** The checks in turn, up to the first that finds faults. */
export const every =
  (...checks: readonly Check[]): Check =>
  (value, at) => {
    for (const check of checks) {
      const faults = check(value, at);
      if (faults.length > 0) return faults;
    }
    return [];
  };

/** An object whose values are all of one kind. */
export const recordOf = (item: Check): Check =>
  every(is("an object", isObject), (value, at) =>
    entries(value).flatMap(([name, each]) => item(each, `${at}/${name}`)),
  );

/** An object with these fields and no others. */
export const object = (
  required: Readonly<Record<string, Check>>,
  optional: Readonly<Record<string, Check>> = {},
): Check => {
  const known = new Map(Object.entries({ ...required, ...optional }));
  return every(is("an object", isObject), (value, at) => [
    ...Object.keys(required).flatMap((name) => (has(value, name) ? [] : [`${at}/${name}: is missing`])),
    ...entries(value).flatMap(
      ([name, each]) =>
        known.get(name)?.(each, `${at}/${name}`) ?? [
          `${at}/${name}: is not supported (known: ${[...known.keys()].join(", ")})`,
        ],
    ),
  ]);
};

export const list = (item: Check): Check =>
  every(is("a list", Array.isArray), (value, at) =>
    entries(value).flatMap(([index, each]) => item(each, `${at}[${index}]`)),
  );

export const nonEmpty = (check: Check): Check =>
  every(check, (value, at) => (entries(value).length > 0 ? [] : [`${at}: expected one or more`]));

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const entries = (value: unknown): [string, unknown][] =>
  typeof value === "object" && value !== null ? Object.entries(value) : [];

export const has = (value: unknown, name: string): boolean => isObject(value) && Object.hasOwn(value, name);

export const shown = (value: unknown): string => (value === undefined ? "nothing" : JSON.stringify(value));
