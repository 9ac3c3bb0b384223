/** Writes Graphviz's language (https://graphviz.org/doc/info/lang.html), whatever the names. */

export type Attributes = Readonly<Record<string, string | number>>;

export const node = (id: string, of: Attributes): string => `${id} [${attributes(of)}]`;

export const edge = (from: string, to: string, of: Attributes): string =>
  `${from} -> ${to} [${attributes(of)}]`;

const attributes = (of: Attributes): string =>
  Object.entries(of)
    .map(([name, value]) => `${name}=${isHtml(value) ? value : JSON.stringify(value)}`)
    .join(", ");

const isHtml = (value: string | number): boolean => typeof value === "string" && value.startsWith("<");

/** An identifier: JSON's escapes tell all names apart. What JSON leaves and XML cannot hold is escaped too. */
export const identifier = (name: string): string =>
  JSON.stringify(name).replace(/[\ufffe\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16)}`);

/** A label of several lines, each a piece of `text`. */
export const table = (rows: readonly string[]): string =>
  `<<TABLE BORDER="0" CELLSPACING="0" CELLPADDING="1">${rows.map((row) => `<TR><TD>${row}</TD></TR>`).join("")}</TABLE>>`;

/** A label beside an edge, with a little air; every line is plain. */
export const beside = (lines: readonly string[]): string =>
  `<${lines.map((line) => `&#160;${text(line)}&#160;`).join("<BR/>")}>`;

/**
 * Text inside labels, which are XML in which a backslash begins an escape such as `\N`.
 * What XML cannot hold is replaced (https://www.w3.org/TR/xml/#charsets).
 */
export const text = (plain: string): string =>
  plain
    .replace(/\s/g, " ")
    .replace(/[^\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replaceAll("\\", "\\\\")
    .replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);

export const heading = (plain: string): string => `<B><FONT POINT-SIZE="12">${text(plain)}</FONT></B>`;

export const bold = (plain: string): string => `<B>${text(plain)}</B>`;

export const coloured = (plain: string, color: string): string =>
  `<FONT COLOR="${color}">${text(plain)}</FONT>`;
