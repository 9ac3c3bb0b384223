/** Secrets that stand in a serialised text: a value that was read before, and captured. */
import type { Hit } from "./rules";
import { propertyOf, type Serialised } from "./serialised";

/** A shorter one would be found in what has nothing to do with it. */
const RECOGNISABLE = 8;

export function secretsIn(
  { statements, functions, originOf }: Serialised,
  secrets: Readonly<Record<string, string>>,
): readonly Hit[] {
  return Object.entries(secrets)
    .filter(([, value]) => value.length >= RECOGNISABLE)
    .flatMap(([name, value]) => {
      const written = JSON.stringify(value).slice(1, -1);
      const why = `holds the secret ${name} in clear. Let the function read it when it runs, from where it is kept.`;
      return [
        ...[...functions.values()].flatMap(({ name: capturedBy, offset, captures }) =>
          [...captures]
            .filter(([, captured]) => captured.includes(written))
            .map(([variable]) => ({ offset, what: { capturedBy, variable }, why })),
        ),
        ...statements
          .filter(({ text }) => text.includes(written))
          .map(({ offset, target, key }) => {
            const origin = originOf(target);
            const what = origin && key !== undefined ? propertyOf(origin, key) : target;
            return { offset, what, why };
          }),
      ];
    });
}
