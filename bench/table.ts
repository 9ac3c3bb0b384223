/** A table for people: numbers to the right, units in the heads. */
export function table(heads: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const texts = [heads, ...rows].map((row) => row.map(String));
  const widths = heads.map((_, column) => Math.max(...texts.map((row) => row[column]?.length ?? 0)));
  return texts
    .map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join("  "))
    .join("\n");
}
