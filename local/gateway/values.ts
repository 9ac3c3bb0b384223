/** Names that can have several values: headers and query parameters. */

export type Values = Readonly<Record<string, readonly string[]>>;

export interface Collector {
  readonly values: Values;
  add(name: string, value: string): void;
}

export function collector(): Collector {
  const values: Record<string, string[]> = {};
  return {
    values,
    add: (name, value) => {
      if (Object.hasOwn(values, name)) values[name]?.push(value);
      // An own property even of the name `__proto__`, which a client may send.
      else Object.defineProperty(values, name, { value: [value], enumerable: true });
    },
  };
}

/** Of a query that is well encoded. */
export function parseQuery(query: string): Values {
  const parameters = collector();
  for (const part of query.split("&").filter((one) => one !== "")) {
    const [name = "", ...value] = part.split("=").map(decodeForm);
    parameters.add(name, value.join("="));
  }
  return parameters.values;
}

const decodeForm = (text: string) => decodeURIComponent(text.replace(/\+/g, " "));

/** The last value of each. */
export const last = (values: Values): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, list]) => [name, list.at(-1) ?? ""]));
export const lists = (values: Values): Record<string, string[]> =>
  Object.fromEntries(Object.entries(values).map(([name, list]) => [name, [...list]]));

/** The last value, whatever the casing of the name. */
export const single = (headers: Values, name: string): string | undefined =>
  Object.entries(headers)
    .find(([key]) => key.toLowerCase() === name)?.[1]
    .at(-1);
