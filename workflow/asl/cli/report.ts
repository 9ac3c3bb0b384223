/** Problems as lines: one for each, as compilers write them. */
import type { Located, Source } from "./source";
import type { Said } from "./source/placed";

/** A problem, and where it is. */
export interface Finding extends Located {
  readonly file: string;
}

/** In the order of the file. */
export function findings(file: string, source: Source, problems: readonly Said[]): readonly Finding[] {
  if (source.kind === "unreadable") return [];
  const ofText = source.problems.map((problem) => ({ file, ...problem }));
  if (source.kind === "faulty") return ofText;
  const { positionOf } = source;
  const all = [
    ...ofText,
    ...problems.map((problem) => ({ file, ...positionOf(problem.pointer), ...problem })),
  ];
  return all.sort((left, right) => left.line - right.line || left.column - right.column);
}

/** `FILE:LINE:COLUMN: POINTER: message [rule] mend (source)` */
export const line = ({ file, line: row, column, ...problem }: Finding): string =>
  `${oneLine(`${shownFile(file)}:${row}:${column}: ${at(problem)}${problem.message} [${problem.rule}] ${problem.mend} (${problem.source})`)}\n`;

const at = ({ pointer }: Said): string => (pointer === "" ? "" : `${pointer}: `);

/** For `--json`; the order of the fields is the one that the help names. */
export const record = ({
  file,
  line: row,
  column,
  pointer,
  rule,
  message,
  mend,
  source,
}: Finding): Finding => ({
  file: shownFile(file),
  line: row,
  column,
  pointer,
  rule,
  message,
  mend,
  source,
});

export const shownFile = (file: string): string => (file === "-" ? "(standard input)" : file);

/** Names and values come from files of others: none breaks the line, or speaks to the terminal. */
export const oneLine = (text: string): string =>
  text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, escaped);

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
