/** TypeScript as a tree, and how it is laid out: as prettier does at 110 columns, so that it stays as it is. */

export type Code =
  | { readonly kind: "text"; readonly text: string }
  /** A string literal: where it is too long, it goes below its name. */
  | { readonly kind: "string"; readonly text: string }
  | { readonly kind: "object"; readonly fields: readonly Field[] }
  | { readonly kind: "list"; readonly items: readonly Code[]; readonly numbers: boolean }
  /** `head` up to its last argument: `set(vars, ` */
  | { readonly kind: "call"; readonly head: string; readonly argument: Code }
  /** `head => body` */
  | { readonly kind: "arrow"; readonly head: string; readonly body: Code };

/** The name as it stands in an object literal. */
export type Field = readonly [name: string, value: Code];

export const text = (written: string): Code => ({ kind: "text", text: written });
export const string = (value: string): Code => ({ kind: "string", text: quoted(value) });
export const object = (fields: readonly Field[]): Code => ({ kind: "object", fields });
export const list = (items: readonly Code[], numbers = false): Code => ({ kind: "list", items, numbers });
export const call = (name: string, argument: Code, first = ""): Code => ({
  kind: "call",
  head: `${name}(${first === "" ? "" : `${first}, `}`,
  argument,
});
export const arrow = (head: string, body: Code): Code => ({ kind: "arrow", head, body });

/** Columns. */
export const WIDTH = 110;

/** The code as it follows `before`, the text of its line up to it; `after` follows it in its last line. */
export function layout(code: Code, indent: number, before: number, after: number): string {
  const line = flat(code);
  if (line !== undefined && before + line.length + after <= WIDTH) return line;
  switch (code.kind) {
    case "text":
    case "string":
      return code.text;
    case "object":
      return block(
        "{",
        code.fields.map((field) => layoutField(field, indent + 2)),
        "}",
        indent,
      );
    case "list":
      return block(
        "[",
        code.numbers ? filled(code.items, indent + 2) : items(code.items, indent + 2),
        "]",
        indent,
      );
    case "call":
      return `${code.head}${layout(code.argument, indent, before + code.head.length, after + 1)})`;
    case "arrow":
      return layoutArrow(code, indent, before, after);
  }
}

const spaces = (indent: number): string => " ".repeat(indent);

const block = (open: string, lines: readonly string[], close: string, indent: number): string =>
  lines.length === 0
    ? open + close
    : [open, ...lines.map((line) => spaces(indent + 2) + line), spaces(indent) + close].join("\n");

const items = (all: readonly Code[], indent: number): readonly string[] =>
  all.map((each) => `${layout(each, indent, indent, 1)},`);

function layoutField([name, value]: Field, indent: number): string {
  const start = `${name}: `;
  const line = `${start}${layout(value, indent, indent + start.length, 1)},`;
  // A name of two characters is no longer than the indentation that would replace it.
  const below = value.kind === "string" && indent + line.length > WIDTH && name.length > 2;
  return below ? `${name}:\n${spaces(indent + 2)}${value.text},` : line;
}

/** Numbers stand side by side. */
function filled(all: readonly Code[], indent: number): readonly string[] {
  const lines: string[] = [];
  for (const each of all) {
    const number = `${flat(each) ?? ""},`;
    const last = lines.at(-1);
    if (last !== undefined && indent + last.length + 1 + number.length <= WIDTH)
      lines[lines.length - 1] = `${last} ${number}`;
    else lines.push(number);
  }
  return lines;
}

function layoutArrow(
  { head, body }: Code & { kind: "arrow" },
  indent: number,
  before: number,
  after: number,
): string {
  const start = `${head} => `;
  if (body.kind === "object")
    return `${start}(${layout(body, indent, before + start.length + 1, after + 1)})`;
  if (body.kind === "list") return start + layout(body, indent, before + start.length, after);
  return `${head} =>\n${spaces(indent + 2)}${layout(body, indent + 2, indent + 2, after)}`;
}

/** In one line; undefined for what never stands in one. */
function flat(code: Code): string | undefined {
  switch (code.kind) {
    case "text":
    case "string":
      return code.text.includes("\n") ? undefined : code.text;
    case "object":
      return joined(
        code.fields.map(([name, value]) => prefixed(`${name}: `, flat(value))),
        ["{ ", " }"],
      );
    case "list":
      return isTable(code.items) ? undefined : joined(code.items.map(flat), ["[", "]"]);
    case "call":
      return prefixed(code.head, flat(code.argument), ")");
    case "arrow":
      return code.body.kind === "object"
        ? prefixed(`${code.head} => (`, flat(code.body), ")")
        : prefixed(`${code.head} => `, flat(code.body));
  }
}

/** Prettier never puts two objects, or two lists, of more than one part each into one line. */
const isTable = (all: readonly Code[]): boolean =>
  all.length > 1 &&
  (all.every((each) => each.kind === "object" && each.fields.length > 1) ||
    all.every((each) => each.kind === "list" && each.items.length > 1));

const prefixed = (before: string, line: string | undefined, after = ""): string | undefined =>
  line === undefined ? undefined : before + line + after;

function joined(
  parts: readonly (string | undefined)[],
  [open, close]: readonly [string, string],
): string | undefined {
  if (parts.length === 0) return open.trim() + close.trim();
  return parts.includes(undefined) ? undefined : open + parts.join(", ") + close;
}

/** In the quotes that need the fewest escapes, double ones at best. */
export function quoted(value: string): string {
  const json = JSON.stringify(value).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, escape);
  const doubles = value.split('"').length;
  const singles = value.split("'").length;
  return doubles > singles ? `'${json.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'` : json;
}

const escape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** As it stands before the colon in an object literal. */
export function nameOf(field: string): string {
  // Written plainly, it would set the prototype.
  if (field === "__proto__") return '["__proto__"]';
  // As in ECMAScript 5, which has none beyond the basic plane.
  const isPlain =
    /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(field) &&
    !/[\ud800-\udfff]/.test(field) &&
    !NEW.test(field);
  return isPlain ? field : quoted(field);
}

/** Letters and marks of Unicode 16 and 17: Node.js may know them, TypeScript 5.9 does not. */
const NEW = /[\u0897\u088f\u0c5c\u0cdc\u1acf-\u1aeb\u1c89\u1c8a\ua7cb-\ua7dc\ua7f1]/;
