/** Where something stands in a text, as editors count. */
export interface Position {
  /** From 1; lines end at LF, CR LF or CR. */
  readonly line: number;
  /** From 1, in UTF-16 code units: a tab is one, an emoji two. */
  readonly column: number;
}

/** Answers for offsets into the text, which are UTF-16 code units from 0. */
export function positions(text: string): (offset: number) => Position {
  const starts = [0, ...[...text.matchAll(/\r\n|\n|\r/g)].map(({ index, 0: end }) => index + end.length)];
  return (offset) => {
    const line = lastAtMost(starts, offset);
    return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
  };
}

/** The index of the last number that is not greater; the list ascends from 0. */
function lastAtMost(ascending: readonly number[], limit: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((ascending[middle] ?? Infinity) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}
