/** What a generated file takes from the kit, and declares before the machine. */
import { contract, rememberedBy, UNKNOWN, VARIABLES, type Lambda } from "./declarations";
import type { KitName } from "./known";

export interface Kit {
  /** The name, and from now on an import of it. */
  readonly use: (name: KitName) => string;
  /** The name of the constant for a function that takes such a payload, of which these errors are expected. */
  readonly lambda: (functionArn: string, errors: readonly string[], payload?: string) => string;
  /** A task that may fail with any error. */
  readonly plainTask: () => void;
  /** What `make` makes, if something in it can fail with these errors. */
  readonly failingWith: <T>(errors: readonly string[], make: () => T | undefined) => T | undefined;
  /** The name of the constant that refers to the variables. */
  readonly variables: () => string;
  /** The variables of the machine. */
  readonly isVariable: (name: string) => boolean;
}

export interface FilledKit extends Kit {
  /** What `make` used stays used only where it made something. */
  readonly attempt: <T>(make: (kit: Kit) => T | undefined) => T | undefined;
  readonly imports: () => readonly KitName[];
  /** Statements, each with its line break. */
  readonly declarations: () => readonly string[];
}

/** `taken` is what no constant may be called; `assigned` are the variables that the machine has. */
export function kitFor(taken: string, assigned: ReadonlySet<string>): FilledKit {
  let used: ReadonlySet<KitName> = new Set();
  let lambdas: ReadonlyMap<string, Lambda> = new Map();
  /** Keys of lambdas, in the order of their calls. */
  let called: readonly (string | typeof ANY)[] = [];
  const kit: Kit = {
    use(name) {
      used = new Set([...used, name]);
      return name;
    },
    lambda(functionArn, errors, payload = UNKNOWN) {
      const key = JSON.stringify([functionArn, payload]);
      const known = lambdas.get(key);
      const names = new Set([taken, ...[...lambdas.values()].map(({ name }) => name)]);
      const name = known?.name ?? freeName(functionArn, names);
      lambdas = new Map([
        ...lambdas,
        [key, { name, functionArn, payload, errors: union(known?.errors, errors) }],
      ]);
      called = [...called, key];
      kit.use("LambdaContract");
      return name;
    },
    plainTask() {
      called = [...called, ANY];
    },
    failingWith(errors, make) {
      const before = called.length;
      const made = make();
      const inside = called.slice(before);
      if (errors.length === 0 || inside.includes(ANY)) return made;
      if (inside.length === 0) return undefined;
      // Which of them it is, nobody knows yet.
      lambdas = new Map(
        [...lambdas].map(([key, each]) => [
          key,
          inside.includes(key) ? { ...each, errors: union(each.errors, errors) } : each,
        ]),
      );
      return made;
    },
    variables() {
      kit.use("variables");
      return VARIABLES;
    },
    isVariable: (name) => assigned.has(name),
  };
  return {
    ...kit,
    attempt(make) {
      const before = { used, lambdas, called };
      const made = make(kit);
      if (made === undefined) ({ used, lambdas, called } = before);
      return made;
    },
    imports: () => [...used].sort((left, right) => (left.toLowerCase() < right.toLowerCase() ? -1 : 1)),
    declarations: () => [
      ...[...lambdas.values()].map(contract),
      ...(used.has("variables") ? [rememberedBy([...assigned])] : []),
    ],
  };
}

const ANY = Symbol("a task that may fail with any error");

const union = (some: readonly string[] = [], others: readonly string[] = []): readonly string[] => [
  ...new Set([...some, ...others]),
];

/** `closeAttemptFunction` for `arn:…:function:close-attempt`. */
function freeName(functionArn: string, names: ReadonlySet<string>): string {
  const [last = ""] =
    /[A-Za-z0-9_-]+(?=[^A-Za-z0-9_-]*$)/.exec(functionArn.replace(/^.*:function:([^:]*).*$/, "$1")) ?? [];
  const [first = "the", ...others] = last.split(/[^A-Za-z0-9]+/).filter((word) => /^[A-Za-z]/.test(word));
  const camel = [
    first.charAt(0).toLowerCase() + first.slice(1),
    ...others.map((word) => word.charAt(0).toUpperCase() + word.slice(1)),
  ].join("");
  for (let count = 1; ; count++) {
    const name = `${camel}Function${count === 1 ? "" : count}`;
    if (!names.has(name)) return name;
  }
}
