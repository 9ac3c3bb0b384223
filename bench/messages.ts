/** A number out of what a process told. */
export function numberIn(message: unknown, name: string): number {
  const value: unknown = Reflect.get(Object(message), name);
  if (typeof value === "number") return value;
  throw new Error(`The process told no number "${name}": ${JSON.stringify(message)}`);
}

export function textIn(message: unknown, name: string): string {
  const value: unknown = Reflect.get(Object(message), name);
  if (typeof value === "string") return value;
  throw new Error(`There is no text "${name}": ${JSON.stringify(message)}`);
}
