/**
 * The text that Pulumi writes for a function, read along its regular structure: objects first, one statement a line;
 * then the functions, each inside a `with` of what it captures.
 * Source: https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/runtime/closure/serializeClosure.ts
 */

export interface Serialised {
  readonly text: string;
  readonly statements: readonly Statement[];
  readonly functions: ReadonlyMap<string, SerialisedFunction>;
  /** What it loads, by the name that all of its functions share. */
  readonly modules: readonly Module[];
  /** Of an object or a function, by its name in the text; undefined where nothing captures it. */
  readonly originOf: (name: string) => Origin | undefined;
}

/** Through which variable of which function a value came into the text. */
export interface Origin {
  readonly capturedBy: string;
  /** With the properties on the way: `settings.days`, `list[0]`. */
  readonly variable: string;
}

/** A line that makes an object, or gives one a property. */
export interface Statement {
  readonly text: string;
  /** With each text in it emptied: no name in here is a word of a text. */
  readonly code: string;
  /** Where it begins in the whole text. */
  readonly offset: number;
  /** The object or function that it makes or fills: `__map`. */
  readonly target: string;
  /** Of a property; undefined for a whole object and for a prototype. */
  readonly key: string | undefined;
}

export interface SerialisedFunction {
  /** In this text: `__fromJson`, `__f1`. */
  readonly name: string;
  readonly offset: number;
  /** By the name in the source; the values as they stand in the text: `__map`, `"a text"`, `12`. */
  readonly captures: ReadonlyMap<string, string>;
  readonly code: string;
}

export interface Module {
  readonly alias: string;
  readonly specifier: string;
  readonly offset: number;
}

const TEXT = String.raw`"(?:[^"\\]|\\.)*"`;
const TEXTS = new RegExp(TEXT, "g");
const CAPTURE = new RegExp(String.raw`([\w$\u0080-\uffff]+): (${TEXT}|[^,]*)(?:, |$)`, "g");
const HEAD = /^function (\S+)\(.*\) \{\n {2}return \(function\(\) \{\n {4}with\(\{ (.*) \}\) \{\n\nreturn /;
const END = ";\n\n    }\n  }).apply(";
const MODULE = /^const (\S+) = require\("(.*)"\);$/;
const MADE = /^var (\S+) = /;
const DEFINED = new RegExp(String.raw`^Object\.defineProperty\((\w+), (${TEXT}|\w+), `);
const PROTOTYPE_SET = /^Object\.setPrototypeOf\((\w+), /;
const ASSIGNED = new RegExp(String.raw`^(__\w+)(?:\.([^\s=]+)|\[(${TEXT}|\w+)\]) = `);

export function read(text: string): Serialised {
  const statements: Statement[] = [];
  const functions = new Map<string, SerialisedFunction>();
  const modules: Module[] = [];
  let offset = 0;
  while (offset < text.length) {
    const lineEnd = endOf(text, "\n", offset);
    const line = text.slice(offset, lineEnd);
    const head = line.startsWith("function ") ? HEAD.exec(text.slice(offset, headEnd(text, offset))) : null;
    if (head) {
      const [whole, name = "", captures = ""] = head;
      const codeEnd = endOf(text, END, offset + whole.length);
      const code = text.slice(offset + whole.length, codeEnd);
      functions.set(name, { name, offset, captures: capturesIn(captures), code });
      offset = endOf(text, "\n}\n", codeEnd) + "\n}\n".length;
      continue;
    }
    const module = MODULE.exec(line);
    if (module) modules.push({ alias: module[1] ?? "", specifier: module[2] ?? "", offset });
    else statements.push(...statementOf(line, offset));
    offset = lineEnd + 1;
  }
  let find: Serialised["originOf"] | undefined;
  // Only what is found asks for it.
  const originOf = (name: string) => (find ??= origins(statements, functions))(name);
  return { text, statements, functions, modules, originOf };
}

/** Up to where the code of a function begins. */
const headEnd = (text: string, offset: number): number =>
  endOf(text, "\n\nreturn ", offset) + "\n\nreturn ".length;

function endOf(text: string, part: string, from: number): number {
  const found = text.indexOf(part, from);
  return found === -1 ? text.length : found;
}

const capturesIn = (list: string): ReadonlyMap<string, string> =>
  new Map(
    [...list.matchAll(CAPTURE)]
      .map(([, name = "", value = ""]) => [name, value] as const)
      // Pulumi's own, of every function.
      .filter(([name]) => name !== "this" && name !== "arguments"),
  );

function statementOf(text: string, offset: number): readonly Statement[] {
  const found = MADE.exec(text) ?? DEFINED.exec(text) ?? PROTOTYPE_SET.exec(text) ?? ASSIGNED.exec(text);
  if (!found) return [];
  const [, target = "", named, quoted] = found;
  return [{ text, code: text.replace(TEXTS, '""'), offset, target, key: unquoted(named ?? quoted) }];
}

const unquoted = (key: string | undefined): string | undefined =>
  key?.startsWith('"') ? key.slice(1, -1) : key;

function origins(
  statements: readonly Statement[],
  functions: ReadonlyMap<string, SerialisedFunction>,
): Serialised["originOf"] {
  const captured = new Map<string, Origin>();
  const inside = new Map<string, { readonly holder: string; readonly key: string | undefined }[]>();
  // What captures others stands behind them: the nearest to the handler names them.
  for (const { name: capturedBy, captures } of [...functions.values()].reverse())
    for (const [variable, value] of captures) {
      const [name] = namesIn(value);
      // Under its own name a function captures itself, and a class what it extends.
      if (name !== undefined && name !== capturedBy && variable !== "__super" && !captured.has(name))
        captured.set(name, { capturedBy, variable });
    }
  for (const { target, key, code } of statements)
    for (const [, own, name = ""] of code.matchAll(/(?:([\w$]+): )?\b(__\w+)/g))
      if (name !== target)
        inside.set(name, [...(inside.get(name) ?? []), { holder: target, key: key ?? own }]);
  const find = (name: string, seen: ReadonlySet<string>): Origin | undefined => {
    const direct = captured.get(name);
    if (direct || seen.has(name)) return direct;
    for (const { holder, key } of inside.get(name) ?? []) {
      const origin = find(holder, new Set([...seen, name]));
      if (origin) return key === undefined ? origin : propertyOf(origin, key);
    }
    return undefined;
  };
  return (name) => find(name, new Set());
}

const namesIn = (code: string): readonly string[] =>
  code.startsWith('"') ? [] : (code.match(/\b__\w+/g) ?? []);

/** Nothing is added for what a class has by itself. */
export function propertyOf({ capturedBy, variable }: Origin, key: string): Origin {
  if (key === "constructor" || key === "prototype") return { capturedBy, variable };
  const place = /^\d+$/.test(key) ? `[${key}]` : /^[\w$]+$/.test(key) ? `.${key}` : `["${key}"]`;
  return { capturedBy, variable: variable + place };
}

/** Code without its comments and texts. */
export const bare = (code: string): string =>
  code.replace(
    /\/\/.*|\/\*[^]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\$]|\\.|\$(?!\{))*`/g,
    (part) => (part.startsWith("/") ? " " : '""'),
  );

/** Whether the code has that name, and not as a property. */
export const refersTo = (code: string, name: string): boolean =>
  code.includes(name) && new RegExp(wordOf(name)).test(code);

/** A pattern. */
export const wordOf = (name: string): string =>
  String.raw`(?<![\w$.])${name.replaceAll("$", String.raw`\$`)}(?![\w$])`;
