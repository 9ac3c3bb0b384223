/** The name that was probably meant. */

/** Equal but for the case of letters, or one letter more, less, other or changed with its neighbour. */
export function closest(name: string, names: Iterable<string>): string | undefined {
  const all = [...names];
  const lower = name.toLowerCase();
  return (
    all.find((each) => each.toLowerCase() === lower) ??
    (lower.length > 2 ? all.find((each) => isNear(each.toLowerCase(), lower)) : undefined)
  );
}

function isNear(left: string, right: string): boolean {
  if (Math.abs(left.length - right.length) > 1) return false;
  let at = 0;
  while (at < left.length && left[at] === right[at]) at += 1;
  const [rest, other] = [left.slice(at), right.slice(at)];
  const changed = rest.charAt(1) + rest.charAt(0) + rest.slice(2) === other;
  return changed || rest.slice(1) === other.slice(1) || rest.slice(1) === other || rest === other.slice(1);
}
