import { expect } from "chai";
import { existsSync, readFileSync } from "node:fs";
import { join, posix, relative, sep } from "node:path";
import ts = require("typescript");
import { typescriptProject } from "./support/project";

const ROOT = join(__dirname, "..");

interface Import {
  /** Path from the root, with extension. */
  readonly from: string;
  /** A file of ours by its path from the root without extension, a package by its specifier. */
  readonly to: string;
  /** Gone when the program runs. */
  readonly typeOnly: boolean;
}

interface Source {
  readonly file: string;
  readonly tree: ts.SourceFile;
  readonly imports: readonly Import[];
}

/** What each part may import of ours, beside itself: parts, or single files. */
const MAY_IMPORT = {
  "workflow/asl": [],
  workflow: ["workflow/asl"],
  api: ["workflow"],
  // What a waiting state is woken with.
  handlers: ["workflow", "api", "workflow/asl/build/token"],
  packaging: [],
  infra: ["packaging", "workflow/asl", "workflow/contract"],
  policies: [],
  // It loads index.ts while it runs, by its path.
  local: ["workflow/asl"],
  index: ["infra", "handlers", "api", "workflow"],
  // Tools of the developer, beside the program.
  docs: ["audit", "bench", "workflow", "workflow/asl", "api", "local", "policies", "cost", "ops"],
  cost: ["workflow", "api", "infra/quotas"],
  demo: ["workflow", "workflow/asl", "api", "local"],
  audit: ["policies", "local"],
  build: ["packaging", "handlers"],
  deployment: ["audit", "local"],
  stackTraces: ["packaging", "handlers"],
  ops: ["workflow", "workflow/asl/build/token", "handlers/expressions"],
  bench: ["workflow", "workflow/asl", "handlers", "packaging", "local"],
  preview: ["workflow/asl", "policies", "audit"],
  smoke: ["api"],
  parity: ["workflow", "workflow/asl"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

type Part = keyof typeof MAY_IMPORT | "tests" | "other";

/** What is serialised into functions, and what it is made of. */
const IN_FUNCTIONS: readonly Part[] = ["handlers", "workflow", "workflow/asl", "api"];

function partOf(path: string): Part {
  if (path.startsWith("workflow/asl/")) return "workflow/asl";
  const [first = ""] = path.replace(/\.ts$/, "").split("/");
  return isPart(first) ? first : first === "tests" ? "tests" : "other";
}

const isPart = (name: string): name is keyof typeof MAY_IMPORT => Object.hasOwn(MAY_IMPORT, name);

function sourceOf(file: string, text: string): Source {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  const imports = nodesOf(tree).flatMap((node): Import[] => {
    const [specifier, typeOnly] = imported(node) ?? [];
    return specifier && ts.isStringLiteralLike(specifier)
      ? [{ from: file, to: resolved(file, specifier.text), typeOnly: typeOnly ?? false }]
      : [];
  });
  return { file, tree, imports };
}

function nodesOf(node: ts.Node): readonly ts.Node[] {
  const nodes: ts.Node[] = [];
  const visit = (each: ts.Node): void => {
    nodes.push(each);
    ts.forEachChild(each, visit);
  };
  visit(node);
  return nodes;
}

/** What a node imports, and whether only as a type; undefined for one that imports nothing. */
function imported(node: ts.Node): readonly [ts.Node | undefined, boolean] | undefined {
  if (ts.isImportDeclaration(node)) return [node.moduleSpecifier, hasOnlyTypes(node.importClause)];
  if (ts.isExportDeclaration(node)) return [node.moduleSpecifier, node.isTypeOnly];
  if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference))
    return [node.moduleReference.expression, node.isTypeOnly];
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return [node.argument.literal, true];
  if (ts.isCallExpression(node) && loads(node.expression)) return [node.arguments[0], false];
  return undefined;
}

/** `import(…)`, `require(…)` and `require.resolve(…)` */
const loads = (callee: ts.Expression): boolean =>
  callee.kind === ts.SyntaxKind.ImportKeyword ||
  isNamed(callee, "require") ||
  (ts.isPropertyAccessExpression(callee) && isNamed(callee.expression, "require"));

const isNamed = (node: ts.Expression, name: string): boolean => ts.isIdentifier(node) && node.text === name;

/** `import { type A, type B }` goes as `import type` does: `verbatimModuleSyntax` is off. */
function hasOnlyTypes(clause: ts.ImportClause | undefined): boolean {
  const { name, namedBindings, phaseModifier } = clause ?? {};
  if (phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const elements = namedBindings && ts.isNamedImports(namedBindings) ? [...namedBindings.elements] : [];
  return !name && elements.length > 0 && elements.every(({ isTypeOnly }) => isTypeOnly);
}

function resolved(file: string, specifier: string): string {
  if (!specifier.startsWith(".")) return specifier;
  const path = posix.join(posix.dirname(file), specifier).replace(/\.(ts|json)$/, "");
  return existsSync(join(ROOT, path, "index.ts")) ? `${path}/index` : path;
}

const isOurs = ({ to }: Import): boolean =>
  existsSync(join(ROOT, `${to}.ts`)) || existsSync(join(ROOT, `${to}.json`));

/** Whether a part may import that file of ours. */
function isAllowed({ from, to }: Import): boolean {
  const part = partOf(from);
  if (part === "tests" || part === "other" || partOf(to) === part) return true;
  const allowed: readonly string[] = MAY_IMPORT[part];
  return allowed.includes(partOf(to)) || allowed.includes(to);
}

const written = ({ from, to }: Import): string => `${from} imports ${to}`;

describe("layers", () => {
  let sources: readonly Source[];
  let imports: readonly Import[];
  before(() => {
    const files = typescriptProject().fileNames.map((path) => relative(ROOT, path).split(sep).join("/"));
    sources = files.map((file) => sourceOf(file, readFileSync(join(ROOT, file), "utf8")));
    imports = sources.flatMap((source) => source.imports);
  });
  const importsIn = (parts: readonly Part[]) => imports.filter(({ from }) => parts.includes(partOf(from)));

  it("import in the directions of the table, and nothing of ours besides", () => {
    expect(imports.filter((each) => isOurs(each) && !isAllowed(each)).map(written)).to.deep.equal([]);
  });

  it("leave tests and local to themselves: nothing that is deployed imports them", () => {
    const deployed: readonly Part[] = [...IN_FUNCTIONS, "infra", "index", "policies"];
    const wrong = importsIn(deployed).filter(({ to }) => ["tests", "local"].includes(partOf(to)));
    expect(wrong.map(written)).to.deep.equal([]);
    const ofTests = imports.filter(({ from, to }) => partOf(to) === "tests" && partOf(from) !== "tests");
    expect(ofTests.map(written)).to.deep.equal([]);
  });

  it("keep workflow/asl free of what is ours, of Pulumi and of AWS", () => {
    const wrong = importsIn(["workflow/asl"]).filter(
      (each) => (isOurs(each) && partOf(each.to) !== "workflow/asl") || /^(@pulumi|@aws)/.test(each.to),
    );
    expect(wrong.map(written)).to.deep.equal([]);
  });

  it("let the contract import nothing but the type of its task token", () => {
    const found = imports.filter(({ from }) => from === "workflow/contract.ts");
    expect(found.map(written)).to.deep.equal(["workflow/contract.ts imports workflow/asl/build/token"]);
    expect(found.every(({ typeOnly }) => typeOnly)).to.equal(true);
  });

  it("bring no Pulumi into a function but by `import type`", () => {
    const wrong = importsIn(IN_FUNCTIONS).filter(
      ({ to, typeOnly }) => to.startsWith("@pulumi/") && !typeOnly,
    );
    expect(wrong.map(written)).to.deep.equal([]);
  });

  it("reach AWS from handlers/aws.ts alone, and its number format from handlers/expressions.ts", () => {
    const parts: readonly Part[] = [...IN_FUNCTIONS, "infra", "index"];
    const found = importsIn(parts).filter(({ to, typeOnly }) => to.startsWith("@aws-sdk/") && !typeOnly);
    expect(found.map(written)).to.have.members([
      "handlers/aws.ts imports @aws-sdk/client-dynamodb",
      "handlers/aws.ts imports @aws-sdk/client-sfn",
      "handlers/aws.ts imports @aws-sdk/client-sns",
      "handlers/aws.ts imports @aws-sdk/util-dynamodb",
      "handlers/expressions.ts imports @aws-sdk/util-dynamodb",
    ]);
  });

  it("read the environment in handlers/aws.ts alone", () => {
    const parts: readonly Part[] = [...IN_FUNCTIONS, "infra", "index"];
    const readers = sources.filter(({ file }) => parts.includes(partOf(file))).filter(readsEnvironment);
    expect(readers.map(({ file }) => file)).to.deep.equal(["handlers/aws.ts"]);
  });

  it("are all looked at: every part has files, and index.ts imports the four that it wires", () => {
    const seen = new Set(sources.map(({ file }) => partOf(file)));
    expect([...seen]).to.include.members([...IN_FUNCTIONS, "infra", "index", "local", "tests"]);
    const wired = importsIn(["index"]).filter((each) => isOurs(each));
    expect([...new Set(wired.map(({ to }) => partOf(to)))]).to.have.members(MAY_IMPORT.index);
  });
});

const readsEnvironment = ({ tree, imports }: Source): boolean =>
  imports.some(({ to }) => to === "process" || to === "node:process") ||
  nodesOf(tree).some(
    (node) =>
      (ts.isPropertyAccessExpression(node) &&
        isNamed(node.expression, "process") &&
        node.name.text === "env") ||
      (ts.isElementAccessExpression(node) && isNamed(node.expression, "process")),
  );

describe("layers: the table", () => {
  const wrong: readonly (readonly [from: string, to: string])[] = [
    ["workflow/asl/build/stateMachine.ts", "workflow/incident"],
    ["workflow/incident.ts", "api/wire"],
    ["api/routes.ts", "handlers/http"],
    ["handlers/aws.ts", "infra/policy"],
    ["infra/api.ts", "api/routes"],
    ["infra/settings.ts", "workflow/incident"],
    ["local/provider.ts", "index"],
    ["policies/index.ts", "infra/policy"],
    ["index.ts", "local/provider"],
    ["demo/demo.ts", "tests/support/program"],
  ];
  for (const [from, to] of wrong)
    it(`does not let ${from} import ${to}`, () => {
      expect(isAllowed({ from, to, typeOnly: true })).to.equal(false);
    });
});

describe("layers: reading imports", () => {
  const read = (text: string) =>
    sourceOf("handlers/x.ts", text).imports.map(({ to, typeOnly }) => [to, typeOnly]);
  const cases: readonly (readonly [text: string, to: string, typeOnly: boolean])[] = [
    ['import { a } from "../api/routes";', "api/routes", false],
    ['import "../workflow/asl/check";', "workflow/asl/check/index", false],
    ['import * as a from "@pulumi/aws";', "@pulumi/aws", false],
    ['import a, { type b } from "p";', "p", false],
    ['import { a, type b } from "p";', "p", false],
    ['import type { a } from "p";', "p", true],
    ['import { type a, type b } from "p";', "p", true],
    ['import type * as a from "p";', "p", true],
    ['import a = require("p");', "p", false],
    ['export { a } from "./y";', "handlers/y", false],
    ['export type { a } from "./y";', "handlers/y", true],
    ['export * from "./y";', "handlers/y", false],
    ['const a: import("p").A = 1;', "p", true],
    ['const a = async () => import("p");', "p", false],
    ["const a = require(`p`);", "p", false],
    ['const a = require.resolve("p");', "p", false],
  ];
  for (const [text, to, typeOnly] of cases)
    it(`sees ${typeOnly ? "a type" : "a value"} come in by ${text}`, () => {
      expect(read(text)).to.deep.equal([[to, typeOnly]]);
    });

  it("sees none in texts and comments", () => {
    expect(read("// import { a } from 'p';\nconst a = \"import b from 'p'\";")).to.deep.equal([]);
  });
});
