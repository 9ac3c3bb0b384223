/** What a generated file takes from the kit, and declares before the machine. */
import { layout, nameOf, object, quoted, string } from "./code";

export interface Kit {
  /** The name, and from now on an import of it. */
  readonly use: (name: string) => string;
  /** The name of the constant that stands for a function, of which these errors are expected. */
  readonly lambda: (functionArn: string, errors: readonly string[]) => string;
  /** The name of the constant that refers to the variables. */
  readonly variables: () => string;
  /** The variables of the machine. */
  readonly isVariable: (name: string) => boolean;
}

export interface FilledKit extends Kit {
  /** What `make` used stays used only where it made something. */
  readonly attempt: <T>(make: (kit: Kit) => T | undefined) => T | undefined;
  readonly imports: () => readonly string[];
  /** Statements, each with its line break. */
  readonly declarations: () => readonly string[];
}

/** `taken` is what no constant may be called; `assigned` are the variables that the machine has. */
export function kitFor(taken: string, assigned: ReadonlySet<string>): FilledKit {
  let used: ReadonlySet<string> = new Set();
  let lambdas: ReadonlyMap<string, Lambda> = new Map();
  const kit: Kit = {
    use(name) {
      used = new Set([...used, name]);
      return name;
    },
    lambda(functionArn, errors) {
      const known = lambdas.get(functionArn);
      const names = new Set([taken, ...[...lambdas.values()].map(({ name }) => name)]);
      const name = known?.name ?? freeName(functionArn, names);
      const all = [...new Set([...(known?.errors ?? []), ...errors])];
      lambdas = new Map([...lambdas, [functionArn, { name, errors: all }]]);
      kit.use("LambdaContract");
      return name;
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
      const before = { used, lambdas };
      const made = make(kit);
      if (made === undefined) ({ used, lambdas } = before);
      return made;
    },
    imports: () => [...used].sort((left, right) => (left.toLowerCase() < right.toLowerCase() ? -1 : 1)),
    declarations: () => [
      ...[...lambdas].map(([arn, { name, errors }]) => contract(name, arn, errors)),
      ...(used.has("variables") ? [rememberedBy([...assigned])] : []),
    ],
  };
}

interface Lambda {
  readonly name: string;
  readonly errors: readonly string[];
}

/** Types of the kit: imported as such. */
export const TYPES: ReadonlySet<string> = new Set(["LambdaContract"]);

const VARIABLES = "vars";

function contract(name: string, functionArn: string, errors: readonly string[]): string {
  const types = ["unknown", "unknown", ...(errors.length > 0 ? [errors.map(quoted).join(" | ")] : [])];
  const start = `const ${name}: LambdaContract<${types.join(", ")}> = `;
  const code = layout(object([["functionArn", string(functionArn)]]), 0, start.length, 1);
  return `/** Say what it takes and what it answers. */\n${start}${code};\n`;
}

const rememberedBy = (names: readonly string[]): string =>
  [
    "/** Say what they hold. */",
    "interface Remembered {",
    ...names.map((name) => `  readonly ${nameOf(name)}: unknown;`),
    "}",
    `const ${VARIABLES} = variables<Remembered>();`,
    "",
  ].join("\n");

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
