/** What became dearer, or cheaper, since the counts were written: one line for each, with what to do about it. */

const COMMAND = "`npm run cost:count && npm run docs`";

/** Every number that differs, by its place; nothing where the counts are the same. */
export function differences(
  file: unknown,
  counted: unknown,
  place: readonly string[] = [],
): readonly string[] {
  if (isTree(file) && isTree(counted)) {
    const names = [...new Set([...Object.keys(file), ...Object.keys(counted)])];
    return names.flatMap((name) => differences(file[name], counted[name], [...place, name]));
  }
  if (file === counted) return [];
  const how =
    typeof file === "number" && typeof counted === "number"
      ? counted > file
        ? "dearer"
        : "cheaper"
      : "other";
  return [
    `${place.join(": ")} is ${how}: counted ${String(counted)}, cost/counted.json says ${String(file)}. ` +
      `If that is meant, run ${COMMAND} and say so in the commit.`,
  ];
}

const isTree = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;
