import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import crypto = require("crypto");
import { EventEmitter } from "node:events";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compileFunction } from "node:vm";
import ts = require("typescript");
import { callbacks } from "../../handlers/callbacks";
import { findings, guard, type Finding } from "../../packaging/guard";
import { watchModules, type CapturedModule } from "../../packaging/guard/modules";
import { RULES, STATEMENTS } from "../../packaging/guard/rules";
import { read } from "../../packaging/guard/serialised";
import { at, ROOT } from "../support/program";

type Factory = () => unknown;

interface Serialised {
  readonly text: string;
  readonly modules: readonly CapturedModule[];
}

async function serialised(factory: Factory): Promise<Serialised> {
  const { serialize, captured } = watchModules();
  const { text } = await pulumi.runtime.serializeFunction(factory, {
    isFactoryFunction: true,
    exportName: "handler",
    // The guard has more to say of one than Pulumi: the name of the variable.
    allowSecrets: true,
    serialize,
  });
  return { text, modules: captured() };
}

/** What the handler of a text answers or throws, the first line of a text. */
const deployed = ({ text }: Serialised): Promise<unknown> =>
  outcome(() => {
    const exports = {};
    Reflect.apply(compileFunction(text, ["exports", "require"]), undefined, [
      exports,
      createRequire(join(ROOT, "index.js")),
    ]);
    return called(at(exports, "handler"));
  });

const written = (factory: Factory): Promise<unknown> => outcome(() => called(factory()));

async function outcome(run: () => unknown): Promise<unknown> {
  try {
    const result = await run();
    return typeof result === "string" ? firstLine(result) : result;
  } catch (thrown) {
    return firstLine(String(thrown));
  }
}

const firstLine = (text: string): string => text.split("\n")[0] ?? "";

function called(handler: unknown): unknown {
  if (!isFunction(handler)) throw new Error("The factory gives no function.");
  return handler();
}

const isFunction = (value: unknown): value is Factory => typeof value === "function";

const named = (found: readonly Finding[]) => found.map(({ rule, variable }) => [rule, variable]);

/** Modules of their own, compiled with other options than this one. */
const folder = mkdtempSync(join(tmpdir(), "guard-"));
symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
const load = createRequire(join(folder, "index.js"));

function compiled(name: string, source: string, options: ts.CompilerOptions = {}): Factory {
  write(name, source, options);
  const loaded: unknown = load(`./${name}`);
  const factory = at(loaded, "factory");
  return isFunction(factory) ? factory : () => undefined;
}

function write(name: string, source: string, options: ts.CompilerOptions = {}): void {
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2020, ...options };
  writeFileSync(join(folder, `${name}.js`), ts.transpileModule(source, { compilerOptions }).outputText);
}

const ES2022: ts.CompilerOptions = { target: ts.ScriptTarget.ES2022 };
const INTEROP: ts.CompilerOptions = { esModuleInterop: true };

class Doubling {
  constructor(readonly count: number) {}
  twice(): number {
    return this.count * 2;
  }
}
class Private {
  #count = 1;
  next(): number {
    return (this.#count += 1);
  }
}
class Base {
  get name(): string {
    return "base";
  }
  who(): string {
    return "base";
  }
}
class Empty extends Base {}
class Calling extends Base {
  override get name(): string {
    return `${super.name}, called`;
  }
}
class Refused extends Error {}

const doubling = new Doubling(2);
const map = new Map([["a", 1]]);
const settings = { limits: { perDay: new Map([["a", 1]]) } };
const set = new Set(["a"]);
const weakMap = new WeakMap();
const date = new Date(0);
const dates = [new Date(0)];
const opening = Promise.resolve({ at: new Date(0) });
const symbol = Symbol.for("key");
const bySymbol = { [symbol]: 1, plain: 2 };
const error = new Error("Stop");
const bytes = new Uint8Array([1, 2]);
const buffer = Buffer.from("ab");
const encoder = new TextEncoder();
const query = new URLSearchParams("a=1");
const headers = new Headers({ a: "1" });
const weakRef = new WeakRef(map);
const generator = numbers();
const output = pulumi.output("value");
const secretOutput = pulumi.secret("of nobody's business");
const bound = function (this: { readonly count: number }) {
  return this.count;
}.bind({ count: 1 });
const frozen = Object.freeze({ count: 1 });
let count = 0;
const increase = () => {
  count += 1;
};
const current = () => count;
let cached: object | undefined;
const once = () => (cached ??= {});
const isOpen = () => date < new Date();
const large = Object.fromEntries(Array.from({ length: STATEMENTS }, (_, i) => [`k${i}`, { i: [i] }]));
const token = "0123456789abcdef";
const signing = { key: { current: token } };

const client = new DynamoDBClient({ region: "eu-central-1" });
const { createHash } = crypto;
const url = new URL("https://example.org/");
const arrayBuffer = new ArrayBuffer(1);
const abort = new AbortController();
const format = new Intl.NumberFormat("en");
const emitter = new EventEmitter();
const environment = process.env;
const add = (a: number, b: number): number => a + b;
const boundTwice = add.bind(null, 1).bind(null, 2);
const lexical = function (this: { readonly count: number }) {
  return () => this.count;
}.call({ count: 1 });
declare const nowhere: { readonly else: unknown };

const words = ["\ud800", "\u2028", `"quoted"`];
const nothing = undefined;
const notANumber = NaN;
const minusZero = -0;
const sticky = /a/gy;
const big = 12n;
const counter = {
  count: 0,
  next() {
    return (this.count += 1);
  },
  get shown() {
    return this.count;
  },
  set shown(value: number) {
    this.count = value;
  },
};
const bare = Object.assign(Object.create(null) as object, { a: 1 });
const holes = [1];
holes[2] = 1;
const promised = Promise.resolve({ a: [1] });
// eslint-disable-next-line @typescript-eslint/unbound-method -- called with an object
const has = Object.prototype.hasOwnProperty;
const isArray = Array.isArray;
const total = 5;
const addOne = (b: number): number => add(1, b);

function* numbers() {
  yield 1;
}
async function* numbersLater() {
  yield await Promise.resolve(1);
}

/** What is wrong, the factory with it, what the source answers, what the text answers, and what the guard finds. */
type Mistake = readonly [
  string,
  Factory,
  unknown,
  unknown,
  readonly (readonly [rule: string, variable: string])[],
];

const LOST = "called on incompatible receiver #";
const receiver = (method: string, object = "Object") => `TypeError: Method ${method} ${LOST}<${object}>`;

const MISTAKES: readonly Mistake[] = [
  ["a class, even one that works", () => () => new Doubling(2).twice(), 4, 4, [["class", "Doubling"]]],
  ["an instance of a class", () => () => doubling.twice(), 4, 4, [["class", "doubling"]]],
  [
    "a private field",
    () => () => new Private().next(),
    2,
    receiver("WeakMap.prototype.set", "WeakMap"),
    [
      ["class", "Private"],
      ["built-in", "_Private_count"],
    ],
  ],
  [
    "a private field of es2022",
    compiled(
      "private",
      "class A { #x = 1; get() { return this.#x; } } export const factory = () => () => new A().get();",
      ES2022,
    ),
    1,
    "SyntaxError: Private field '#x' must be declared in an enclosing class",
    [["class", "A"]],
  ],
  [
    "a field of es2022",
    compiled("field", "class A { get = () => 7; } export const factory = () => () => new A().get();", ES2022),
    7,
    "TypeError: (intermediate value).get is not a function",
    [["class", "A"]],
  ],
  [
    "a getter that asks super",
    () => () => new Calling().name,
    "base, called",
    "SyntaxError: 'super' keyword unexpected here",
    [["class", "Calling"]],
  ],
  [
    "an empty subclass",
    () => () => new Empty().who(),
    "base",
    "TypeError: (intermediate value).who is not a function",
    [["class", "Empty"]],
  ],
  ["a subclass of Error", () => () => new Refused("Stop").message, "Stop", undefined, [["class", "Refused"]]],
  ["a Map", () => () => map.get("a"), 1, receiver("Map.prototype.get"), [["built-in", "map"]]],
  [
    "a Map inside of an object",
    () => () => settings.limits.perDay.get("a"),
    1,
    receiver("Map.prototype.get"),
    [["built-in", "settings.limits.perDay"]],
  ],
  ["a Set", () => () => set.has("a"), true, receiver("Set.prototype.has"), [["built-in", "set"]]],
  [
    "a WeakMap",
    () => () => weakMap.has({}),
    false,
    receiver("WeakMap.prototype.has"),
    [["built-in", "weakMap"]],
  ],
  [
    "a WeakRef",
    () => () => weakRef.deref() === undefined,
    false,
    receiver("WeakRef.prototype.deref"),
    [["built-in", "weakRef"]],
  ],
  ["a Date", () => () => date.getTime(), 0, "TypeError: this is not a Date object.", [["built-in", "date"]]],
  [
    "a Date in an array",
    () => () => dates[0]?.getTime(),
    0,
    "TypeError: this is not a Date object.",
    [["built-in", "dates[0]"]],
  ],
  [
    "a Date in a Promise",
    () => async () => (await opening).at.getTime(),
    0,
    "TypeError: this is not a Date object.",
    [["built-in", "opening.at"]],
  ],
  ["a Symbol", () => () => symbol === Symbol.for("key"), true, false, [["built-in", "symbol"]]],
  [
    "a Symbol as a key",
    () => () => bySymbol.plain + bySymbol[symbol],
    3,
    "TypeError: Symbol.prototype [ @@toPrimitive ] requires that 'this' be a Symbol",
    [["built-in", "symbol"]],
  ],
  [
    "an Error",
    () => () => Object.prototype.toString.call(error),
    "[object Error]",
    "[object Object]",
    [["built-in", "error"]],
  ],
  [
    "bytes",
    () => () => new TextDecoder().decode(bytes) === "",
    false,
    'TypeError: The "list" argument must be an instance of SharedArrayBuffer, ArrayBuffer or ArrayBufferView.',
    [["built-in", "bytes"]],
  ],
  [
    "a Buffer",
    () => () => buffer.toString(),
    "ab",
    "TypeError: this.utf8Slice is not a function",
    [["built-in", "buffer"]],
  ],
  [
    "a TextEncoder",
    () => () => encoder.encode("a").length,
    1,
    'TypeError [ERR_INVALID_THIS]: Value of "this" must be of type TextEncoder',
    [["built-in", "encoder"]],
  ],
  [
    "the parameters of a URL",
    () => () => query.get("a"),
    "1",
    'TypeError [ERR_INVALID_THIS]: Value of "this" must be of type URLSearchParams',
    [["built-in", "query"]],
  ],
  ["headers", () => () => headers.get("a"), "1", "TypeError: Illegal invocation", [["built-in", "headers"]]],
  [
    "a generator",
    () => () => [...generator].length,
    1,
    "TypeError: Method [Generator].prototype.next called on incompatible receiver [object Generator]",
    [["built-in", "generator"]],
  ],
  [
    "an Output as a text",
    // eslint-disable-next-line @typescript-eslint/no-base-to-string -- the mistake
    () => () => String(output),
    "Calling [toString] on an [Output<T>] is not supported.",
    "[object Object]",
    [["output", "output"]],
  ],
  [
    "a secret Output",
    () => () => secretOutput.get(),
    "Error: Cannot call '.get' during update or preview.",
    "of nobody's business",
    [["output", "secretOutput"]],
  ],
  ["a function made by bind", () => () => bound(), 1, undefined, [["bound", "bound"]]],
  ["a frozen object", () => () => Object.isFrozen(frozen), true, false, [["frozen", "frozen"]]],
  [
    "a variable that one function writes and another reads",
    () => () => {
      increase();
      return current() > 0;
    },
    true,
    false,
    [["reassigned", "count"]],
  ],
  [
    "a variable that keeps something for the next call",
    () => () => once() === once(),
    true,
    false,
    [["reassigned", "cached"]],
  ],
  [
    "a namespace with esModuleInterop",
    compiled(
      "namespace",
      'import * as xray from "aws-xray-sdk-core"; export const factory = () => () => typeof xray.captureAsyncFunc;',
      INTEROP,
    ),
    "function",
    "function",
    [["namespace", "xray.captureAsyncFunc"]],
  ],
  [
    "a library for deploying",
    () => () => typeof pulumi.getStack(),
    "string",
    "string",
    [["deployment", "settings"]],
  ],
  ["the folder of the source", () => () => typeof __dirname, "string", "undefined", [["place", "__dirname"]]],
];

write("circleOther", 'import { a } from "./circle"; export const b = () => `${a()}b`;');

/** What Pulumi refuses by itself, and how it names that. */
const REFUSED: readonly (readonly [what: string, factory: Factory, named: string])[] = [
  [
    "an SDK client of a module",
    () => () => client.send(new GetItemCommand({ TableName: "t", Key: {} })),
    "variable 'client'",
  ],
  ["a function taken out of a module of Node", () => () => createHash("md5"), "function 'createHash'"],
  ["a URL", () => () => url.href, "variable 'url'"],
  ["the size of a Map", () => () => map.size, "variable 'map'"],
  ["the length of bytes", () => () => bytes.length, "variable 'bytes'"],
  ["an ArrayBuffer", () => () => arrayBuffer.byteLength, "variable 'arrayBuffer'"],
  ["an AbortController", () => () => abort.signal, "variable 'abort'"],
  ["a number format", () => () => format.format(1), "variable 'format'"],
  ["an EventEmitter", () => () => emitter.listenerCount("a"), "variable 'emitter'"],
  ["the whole environment", () => () => Object.keys(environment), "variable 'environment'"],
  ["a function bound twice", () => () => boundTwice(), "'boundTwice'"],
  ["an arrow function with `this`", () => () => lexical(), "'lexical'"],
  [
    "a name that there is not",
    () => () => nowhere.else,
    "Unexpected missing variable in closure environment: nowhere",
  ],
  [
    "an async generator before es2018",
    compiled(
      "generator",
      "async function* g() { yield 1; } export const factory = () => async () => { for await (const x of g()) return x; };",
      { target: ts.ScriptTarget.ES2017 },
    ),
    "Unexpected missing variable in closure environment: __values",
  ],
];

/** What is as good in the text as in the source. */
const GOOD: readonly (readonly [what: string, factory: Factory])[] = [
  ["texts, numbers and lists", () => () => [...words, nothing, notANumber, minusZero].map(String)],
  ["regular expressions with their flags", () => () => [sticky.flags, sticky.test("a"), sticky.lastIndex]],
  ["BigInt", () => () => String(big)],
  [
    "getters, setters and methods with `this`",
    () => () => [counter.next(), counter.shown, (counter.shown = 5), counter.count],
  ],
  ["objects without prototype", () => () => [Object.keys(bare), "toString" in bare]],
  ["lists with holes", () => () => [1 in holes, 2 in holes, holes.length]],
  ["generator functions", () => () => [...numbers()]],
  [
    "async generator functions",
    () => async () => {
      for await (const each of numbersLater()) return each;
      return 0;
    },
  ],
  ["Promises of plain things", () => async () => promised],
  [
    "modules of Node, and methods of what is global",
    () => () => [crypto.createHash("md5").update("a").digest("hex"), has.call({ a: 1 }, "a"), isArray([])],
  ],
  [
    "classes inside of the handler",
    () => () => {
      class Inner extends Error {}
      return new Inner("Stop").message;
    },
  ],
  [
    "a variable or parameter of a function with the name of a captured one",
    () => () => [
      total,
      [1].map((n) => {
        let total = n;
        total += 1;
        return total;
      }),
    ],
  ],
  ["a function that calls another with an argument of its own", () => () => addOne(2)],
  [
    "an exported arrow function in its own module",
    compiled(
      "own",
      "export const one = () => 1; export const two = () => one() + 1; export const factory = () => () => two();",
    ),
  ],
  [
    "names that two modules have of each other",
    compiled(
      "circle",
      'import { b } from "./circleOther"; export const a = () => "a"; export const factory = () => () => a() + b();',
    ),
  ],
  [
    "an exported `let`, which all functions share",
    compiled(
      "live",
      "export let n = 1; export const next = () => ++n; export const factory = () => () => [next(), n];",
    ),
  ],
  [
    "modules of Node with esModuleInterop",
    compiled(
      "interop",
      'import * as c from "crypto"; import d from "crypto"; export const factory = () => () => [c, d].map((each) => each.createHash("md5").update("a").digest("hex"));',
      INTEROP,
    ),
  ],
];

/** Of the machine that deploys, by how they are called. */
const SECRETS = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value]) =>
    value !== undefined && /SECRET|TOKEN|PASS|KEY/.test(name) ? [[name, value]] : [],
  ),
);

describe("packaging: the guard of the serialised text", () => {
  after(() => {
    rmSync(folder, { recursive: true });
  });

  for (const [what, factory, source, text, found] of MISTAKES)
    it(`finds ${what}`, async () => {
      const one = await serialised(factory);
      expect(named(findings(one.text, one))).to.deep.equal(found);
      expect(await written(factory)).to.equal(source);
      expect(await deployed(one)).to.equal(text);
    });

  it("finds two modules under one name, which the text does not show", async () => {
    write(
      "first",
      'import { KeywordCxt } from "ajv/dist/core"; export const first = () => typeof KeywordCxt;',
    );
    write(
      "second",
      'import core from "ajv/dist/vocabularies/core"; export const second = () => typeof core;',
    );
    const factory = compiled(
      "aliases",
      'import { first } from "./first"; import { second } from "./second"; export const factory = () => () => first() + second();',
    );
    const one = await serialised(factory);
    expect(findings(one.text)).to.deep.equal([]);
    expect(named(findings(one.text, one))).to.deep.equal([["alias", "core_1"]]);
  });

  it("finds a secret, in a variable or in an object, as long as one gives it", async () => {
    const inside = await serialised(() => () => signing.key.current);
    const direct = await serialised(() => () => token);
    expect(named(findings(inside.text, { secrets: { token } }))).to.deep.equal([["secret", "signing.key"]]);
    expect(named(findings(direct.text, { secrets: { token } }))).to.deep.equal([["secret", "token"]]);
    expect(
      findings(direct.text, { secrets: { short: token.slice(0, 7), other: "f".repeat(8) } }),
    ).to.deep.equal([]);
  });

  it("finds what a module did not have when it was serialised", async () => {
    write("empty", "export {};");
    const factory = compiled(
      "missing",
      'import { gone } from "./empty"; export const factory = () => () => gone;',
    );
    const { text } = await serialised(factory);
    expect(named(findings(text))).to.deep.equal([["missing", "empty_1.gone"]]);
  });

  it("finds a constant that is too large to be written property by property", async () => {
    const { text } = await serialised(() => () => Object.keys(large));
    expect(named(findings(text))).to.deep.equal([["size", "large"]]);
  });

  it("says which handler, variable and function it is, what is wrong and what to do", async () => {
    const { text } = await serialised(() => () => String(isOpen()));
    expect(
      findings(text).map(({ line, message, ...rest }) => [rest, text.split("\n")[line - 1], message]),
    ).to.deep.equal([
      [
        { rule: "built-in", variable: "date", function: "isOpen" },
        "var __date = Object.create(global.Date.prototype);",
        "is a Date, whose content is lost. Make it where it is used, or in the factory.",
      ],
    ]);
    expect(() => {
      guard("openAttempt", text);
    }).to.throw(
      "openAttempt would not do in Lambda what its source says (docs/decisions/0002):\n" +
        "- date, in isOpen, is a Date, whose content is lost. Make it where it is used, or in the factory.",
    );
  });

  it("has its rules in the record of the decision, and no other", () => {
    const record = readFileSync(join(ROOT, "docs/decisions/0002-inline-callbacks.md"), "utf8");
    const rules = [...record.matchAll(/guard: `([a-z-]+)`/g)].map(([, rule]) => rule);
    expect(rules).to.have.members([...Object.keys(RULES), "alias", "secret"]);
  });

  it("has a mistake for each rule", () => {
    const proved = MISTAKES.flatMap(([, , , , found]) => found.map(([rule]) => rule));
    expect(Object.keys(RULES)).to.have.members([...new Set(proved), "missing", "size"]);
  });

  for (const [what, factory] of GOOD)
    it(`lets ${what} pass`, async () => {
      const one = await serialised(factory);
      expect(findings(one.text, one)).to.deep.equal([]);
      expect(await deployed(one)).to.deep.equal(await written(factory));
    });

  for (const [name, factory] of Object.entries(callbacks))
    it(`finds nothing in ${name}`, async () => {
      const one = await serialised(factory);
      expect(findings(one.text, { ...one, secrets: SECRETS })).to.deep.equal([]);
      expect(one.modules.length > 0).to.equal(name !== "preflight");
      // Everything was read: these stand at the end of each function that Pulumi writes.
      expect(read(one.text).functions.size).to.equal(
        one.text.split(").apply(this, arguments);\n}\n").length - 1,
      );
    });
});

describe("packaging: what Pulumi refuses to serialise", () => {
  for (const [what, factory, variable] of REFUSED)
    it(`is ${what}`, async () => {
      const message = await serialised(factory).then(
        () => "",
        (error: unknown) => String(error),
      );
      expect(message).to.include("could not be serialized because").and.to.include(variable);
    });

  it("is a secret Output, without a word about which", async () => {
    const refused = await outcome(() => pulumi.runtime.serializeFunction(() => () => secretOutput.get()));
    expect(refused).to.equal("Error: Secret outputs cannot be captured by a closure.");
  });
});
