/** Text for Mermaid, which takes labels for Markdown, HTML and icons, and some words for its own. */

/** Letters, digits and what is only punctuation; the rest is written as an entity code. */
const PLAIN = /[^\p{L}\p{N}\p{Extended_Pictographic} ,.!?'()/=-]/gu;

/** Markdown takes these for a list, and this for a link, where they begin a line or a word. */
const MISREAD = /^\d+[.)]|^-|(?<=\bwww)\./giu;

/**
 * Inside of quotation marks (https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters).
 * What XML cannot hold is replaced.
 */
export const escaped = (plain: string): string =>
  plain
    .replace(/\s/g, " ")
    .replace(/[^\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replace(PLAIN, code)
    .replace(MISREAD, (found) => found.slice(0, -1) + code(found.slice(-1)));

const NAMED: Readonly<Record<string, string>> = { '"': "#quot;", "<": "#lt;", ">": "#gt;", "&": "#amp;" };

const code = (char: string): string => NAMED[char] ?? `#${char.codePointAt(0) ?? 0};`;

/** Where no entity code is read. */
export const plainOnly = (text: string): string => text.replace(PLAIN, " ").replace(/\s+/g, " ").trim();
