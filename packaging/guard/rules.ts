/**
 * What Pulumi serialises without a word and what then does not work, or not as it did. docs/decisions/0002 has the
 * table: what happens, and what Pulumi refuses by itself, for which there is no rule here. Unless a rule names another
 * source: https://www.pulumi.com/docs/iac/concepts/functions/function-serialization/ and
 * https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/runtime/closure/createClosure.ts
 */
import { bare, refersTo, wordOf, type Origin, type Serialised, type SerialisedFunction } from "./serialised";

export interface Hit {
  /** Where in the text. */
  readonly offset: number;
  /** The name in the text of the object or function that is wrong; or the variable itself. */
  readonly what: string | Origin;
  /** Follows the name of the variable. */
  readonly why: string;
}

type Rule = (serialised: Serialised) => readonly Hit[];

/** A function has the values of its last deployment; in a preview an unknown one is undefined, a secret one is in clear. */
const output: Rule = (serialised) => {
  const prototypes = outputPrototypes(serialised);
  return serialised.statements
    .filter(({ code }) => prototypes.has(madeFrom(code) ?? ""))
    .map(({ offset, target }) => ({
      offset,
      what: target,
      why: "is an Output: unknown in a preview, and in clear if it is secret. Pass its value in `environment`.",
    }));
};

/** The text of Pulumi's stand-in for an Output: it throws this where somebody calls `apply`. */
const OF_AN_OUTPUT = "is not allowed from inside a cloud-callback";

function outputPrototypes({ functions, statements }: Serialised): ReadonlySet<string> {
  const throwing = [...functions.values()].filter(({ code }) => code.includes(OF_AN_OUTPUT));
  return new Set(
    statements
      .filter(({ key, code }) => key === "apply" && throwing.some(({ name }) => refersTo(code, name)))
      .map(({ target }) => target),
  );
}

/**
 * Written as functions: fields (es2022) and private names are lost, what an empty subclass inherits too, `super` is a
 * syntax error, a subclass of Error has no message and no stack and is no Error.
 * https://github.com/pulumi/pulumi/issues/10974, https://github.com/pulumi/pulumi/issues/15485
 */
const classes: Rule = (serialised) => {
  const { functions, statements } = serialised;
  const prototypes = outputPrototypes(serialised);
  const ofOutputs = statements.filter(({ target, key }) => prototypes.has(target) && key === "constructor");
  return [...functions.values()]
    .filter(({ code }) => code.startsWith("function /*constructor*/"))
    .filter(({ name }) => !ofOutputs.some(({ code }) => refersTo(code, name)))
    .map(({ name, offset }) => ({
      offset,
      what: name,
      why:
        "is a class or an instance of one, which loses fields, `super`, private names and being an Error. " +
        "Use functions and plain objects, `Object.assign(new Error(message), { name })` for an error; " +
        "make an SDK client in the factory.",
    }));
};

/** They keep their prototype, or the methods that are called, and lose what they hold. */
const builtIns: Rule = ({ statements }) => {
  const generators = new Set(
    statements.filter(({ code }) => OF_GENERATORS.test(code)).map(({ target }) => target),
  );
  return statements.flatMap(({ code, offset, target }) => {
    const type = generators.has(madeFrom(code) ?? "") ? "generator" : builtInOf(code);
    return type === undefined
      ? []
      : [
          {
            offset,
            what: target,
            why: `is a ${type}, whose content is lost. Make it where it is used, or in the factory.`,
          },
        ];
  });
};

/** The prototype of a generator function: what is made from it in turn is a generator. */
const OF_GENERATORS = /Object\.create\(Object\.getPrototypeOf\(\((async )?function\*/;

/** `{ has: Object.prototype.hasOwnProperty }` is no instance of Object, nor is such a thing one of these. */
const LENDING = /^(Object|Array|Function|String)$/;

function builtInOf(code: string): string | undefined {
  const made = /= Object\.create\(global\.(\w+)\.prototype\)/.exec(code)?.[1];
  const borrowed = [...code.matchAll(/: global\.(\w+)\.prototype\./g)].map(([, type = ""]) => type);
  return made ?? borrowed.find((type) => !LENDING.test(type));
}

const madeFrom = (code: string): string | undefined => /= Object\.create\((__\w+)\)/.exec(code)?.[1];

/** An object that `bind` gives as `this` becomes undefined. Pulumi itself refuses what is bound twice. */
const bound: Rule = ({ functions }) =>
  inEach(functions, ({ name, offset, captures }) =>
    captures.has("__pulumi_bound_this")
      ? [
          {
            offset,
            what: name,
            why: "is made by `bind`, and loses its `this`. Write a function that calls the other.",
          },
        ]
      : [],
  );

/** Properties stay read-only, but the object takes new ones; a frozen array is written as any other. */
const frozen: Rule = ({ statements }) =>
  statements
    .filter(({ code }) => /^Object\.defineProperty\(.*, \{ enumerable: true, value: /.test(code))
    .map(({ offset, target }) => ({
      offset,
      what: target,
      why: "is frozen, and would not be in the function. Let its type say so: `as const`, `readonly`.",
    }));

/** Each call of a function has the value of the deployment again, and what one function writes no other reads. */
const reassigned: Rule = ({ functions }) =>
  inEach(functions, ({ name, offset, captures, code }) =>
    writtenIn(code)
      .filter((variable) => captures.has(variable) && !functions.has(captures.get(variable) ?? ""))
      .filter((variable) => assigns(bare(code), variable))
      .map((variable) => ({
        offset,
        what: { capturedBy: name, variable },
        why: "is assigned to, which the next call does not see. Keep it in an object that the factory makes.",
      })),
  );

const WRITES =
  /(?<![\w$.])(?:(?:\+\+|--)([\w$]+)(?![\w$.[])|([\w$]+)\s*(?:\+\+|--|(?:[-+*/%&|^]|\*\*|<<|>>>?|&&|\|\||\?\?)?=(?![=>])))/g;

const writtenIn = (code: string): readonly string[] =>
  [...code.matchAll(WRITES)].map(([, before, after]) => before ?? after ?? "");

/** Whether it does, and has no variable or parameter of that name itself. */
function assigns(code: string, name: string): boolean {
  const word = wordOf(name);
  const own = String.raw`\b(?:let|const|var)\s[^;=]*${word}|\bfunction\b[^()]*\([^()]*${word}|\([^()]*${word}[^()]*\)\s*=>|${word}\s*=>`;
  return writtenIn(code).includes(name) && !new RegExp(own).test(code);
}

/**
 * What TypeScript's `__createBinding` makes of each name of a namespace (with `esModuleInterop`) or of `export *`: a
 * getter that looks into a module `m`. Every function shares one `m`, and the package is loaded by its inner files. Of
 * Node's own modules Pulumi knows better. https://github.com/pulumi/pulumi/pull/22388
 */
const namespaces: Rule = ({ functions }) =>
  inEach(functions, ({ name, offset, captures, code }) =>
    /^function \(\) \{ return m\[k\]; \}/.test(code) && !captures.has("m")
      ? [
          {
            offset,
            what: name,
            why: "comes from `import *` or `export *` of a package. Import it by its name.",
          },
        ]
      : [],
  );

/** The engine that these talk to is not there when a function runs, nor are they. */
const deployment: Rule = ({ modules, functions }) =>
  modules
    .filter(({ specifier }) => specifier.startsWith("@pulumi/"))
    .flatMap(({ alias, specifier, offset }) =>
      [...functions.values()]
        .filter(({ code }) => refersTo(bare(code), alias))
        .slice(0, 1)
        .map(({ name }) => ({
          offset,
          what: { capturedBy: name, variable: alias },
          why: `is ${specifier}, which is for deploying. Pass what is needed of it in \`environment\`.`,
        })),
    );

/** What a module does not have when it is captured (imports in a circle, a name that it does not export) is left out. */
const missing: Rule = ({ functions, statements }) => {
  const objects = new Map<string, ReadonlySet<string>>();
  for (const { target, key, code } of statements) {
    const keys = key === undefined ? [...code.matchAll(/([\w$]+): /g)].map(([, own = ""]) => own) : [key];
    objects.set(target, new Set([...(objects.get(target) ?? []), ...keys]));
  }
  return inEach(functions, ({ name, offset, captures, code }) => {
    const isMissing = ({ alias, key }: Access) => {
      const value = captures.get(alias);
      // The module of a function may have been lost as a whole.
      const keys = value === undefined && alias === "exports" ? new Set() : objects.get(value ?? "");
      return keys !== undefined && !keys.has(key);
    };
    if (!accessesIn(code).some(isMissing)) return [];
    return accessesIn(bare(code))
      .filter(isMissing)
      .map(({ alias, key }) => ({
        offset,
        what: { capturedBy: name, variable: `${alias}.${key}` },
        why: "was not there when its module was serialised. Export it; import in one direction.",
      }));
  });
};

interface Access {
  readonly alias: string;
  readonly key: string;
}

/** `http_1.header` of another module, `exports.header` of the own. */
const accessesIn = (code: string): readonly Access[] =>
  [...code.matchAll(/(?<![\w$.])(exports|[\w$]+_\d+)\.([\w$]+)/g)].map(([, alias = "", key = ""]) => ({
    alias,
    key,
  }));

/** The folder of the deployed file. https://nodejs.org/api/modules.html#the-module-scope */
const places: Rule = ({ functions }) =>
  inEach(functions, ({ name, offset, code }) =>
    ["__dirname", "__filename"]
      .filter((variable) => code.includes(variable) && refersTo(bare(code), variable))
      .map((variable) => ({
        offset,
        what: { capturedBy: name, variable },
        why: "is another folder in the function, with one file. Import what lies beside the source.",
      })),
  );

/** So many take Pulumi a quarter of a second; the largest function of this program has about 110. */
export const STATEMENTS = 1_000;

const size: Rule = ({ statements, originOf }) => {
  if (statements.length <= STATEMENTS) return [];
  const counts = new Map<
    string,
    { readonly count: number; readonly offset: number; readonly what: Origin }
  >();
  for (const { target, offset } of statements) {
    const origin = originOf(target);
    if (origin === undefined) continue;
    const variable = origin.variable.replace(/[.[].*/, "");
    const counted = counts.get(variable) ?? { count: 0, offset, what: { ...origin, variable } };
    counts.set(variable, { ...counted, count: counted.count + 1 });
  }
  return [...counts.values()]
    .sort((a, b) => b.count - a.count)
    .slice(0, 1)
    .map(({ count, offset, what }) => ({
      offset,
      what,
      why:
        `takes ${count} of ${statements.length} statements, and Pulumi time for each; ${STATEMENTS} are the limit. ` +
        "Capture it as JSON and parse that in the factory (workflow/json.ts).",
    }));
};

const inEach = (
  functions: Serialised["functions"],
  find: (one: SerialisedFunction) => readonly Hit[],
): readonly Hit[] => [...functions.values()].flatMap(find);

export const RULES = {
  output,
  class: classes,
  "built-in": builtIns,
  bound,
  frozen,
  reassigned,
  namespace: namespaces,
  deployment,
  missing,
  place: places,
  size,
} as const satisfies Readonly<Record<string, Rule>>;
