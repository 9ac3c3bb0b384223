/** The real pack process over the real program: nothing is refused, and then everything that is switched off. */
import { expect } from "chai";
import { ROUTES } from "../../api/routes";
import { CONFIGURED, TRACED } from "../../policies/catalog";
import { isRecord } from "../support/program";
import { ownStack } from "./ownStack";
import { startPack, type PackProcess, type Registration, type Violation } from "./packProcess";

type Properties = Readonly<Record<string, unknown>>;

/** What the pack refuses: of a resource before it is made, of the stack when all are. */
async function refused(pack: PackProcess, resources: readonly Registration[], changed = resources) {
  const each = await Promise.all(changed.map((resource) => pack.analyze(resource)));
  const all = [...each.flat(), ...(await pack.analyzeStack(resources))];
  return all.filter(({ level }) => level !== "advisory");
}

const brief = (violations: readonly Violation[]) =>
  violations.map(({ policy, urn }) => `${policy} ${urn}`).sort();

/** With the property set, or taken out where the value is undefined; in inputs and outputs. */
function withProperty(resource: Registration, path: string, value: unknown): Registration {
  const set = (properties: Properties, [key = "", ...inside]: readonly string[]): Properties => {
    const { [key]: old, ...others } = properties;
    const next = inside.length > 0 ? set(isRecord(old) ? old : {}, inside) : value;
    return next === undefined ? others : { ...others, [key]: next };
  };
  const keys = path.split(".");
  return { ...resource, inputs: set(resource.inputs, keys), outputs: set(resource.outputs, keys) };
}

const has = (resource: Registration, path: string): boolean =>
  path
    .split(".")
    .reduce<unknown>((here, key) => (isRecord(here) ? here[key] : undefined), resource.inputs) !== undefined;

interface Change {
  readonly title: string;
  readonly urn: string;
  /** Undefined: the resource is not there. */
  readonly changed: Registration | undefined;
  readonly expected: readonly string[];
}

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Each tracing switch of the program: taken out, set to something else, not known, or not kept. */
const tracingOf = (resource: Registration): readonly Change[] =>
  TRACED.filter(({ type }) => type === resource.type).flatMap(({ name, property, on }) => {
    const { urn } = resource;
    const expected = [`${name} ${urn}`];
    const off = on === true ? false : "PassThrough";
    const kept = { ...resource, ignoreChanges: [property.split(".")[0] ?? ""] };
    return [
      { title: `without ${property}`, urn, changed: withProperty(resource, property, undefined), expected },
      { title: `${property} ${String(off)}`, urn, changed: withProperty(resource, property, off), expected },
      { title: `${property} unknown`, urn, changed: withProperty(resource, property, UNKNOWN), expected },
      {
        title: `changes to ${property} ignored`,
        urn,
        changed: kept,
        expected: [`${name.replace(/traced$/, "tracing-kept")} ${urn}`],
      },
    ];
  });

/** Each property of the program that a row of the catalogue asks for: taken out. */
const configurationOf = (resource: Registration): readonly Change[] =>
  CONFIGURED.filter(({ type, property }) => type === resource.type && has(resource, property)).map(
    ({ name, property, expected }) => {
      const asksForOne = typeof expected === "function" || !expected.holds(undefined);
      const wrong = asksForOne ? undefined : true;
      return {
        title: asksForOne ? `without ${property}` : `${property} true`,
        urn: resource.urn,
        changed: withProperty(resource, property, wrong),
        // Development keeps no table from being deleted.
        expected: name === "dynamodb-table-protected" ? [] : [`${name} ${resource.urn}`],
      };
    },
  );

/** Each policy of the program that lets something trace: taken away, by whoever it was for. */
const permissionsOf = (resource: Registration, resources: readonly Registration[]): readonly Change[] => {
  const document = resource.inputs["policy"] ?? resource.inputs["policyDocument"];
  if (typeof document !== "string" || !/"xray:Put/.test(document)) return [];
  const users = resources.filter(({ type, name }) =>
    resource.type === "aws:xray/resourcePolicy:ResourcePolicy"
      ? type === "aws:sns/topic:Topic"
      : /lambda\/function:|stateMachine:/.test(type) &&
        resource.name.replace(/(-executions)?-tracing$/, "") === name,
  );
  const rules: Readonly<Record<string, string>> = {
    "aws:lambda/function:Function": "lambda-function-may-trace",
    "aws:sfn/stateMachine:StateMachine": "sfn-state-machine-may-trace",
    "aws:sns/topic:Topic": "sns-topic-may-trace",
  };
  const expected = users.map(({ type, urn }) => `${String(rules[type])} ${urn}`).sort();
  return [{ title: "not there", urn: resource.urn, changed: undefined, expected }];
};

describe("policies: the pack process over the program", () => {
  let pack: PackProcess;
  let resources: readonly Registration[];
  before(async () => {
    [pack, resources] = await Promise.all([startPack(), ownStack()]);
  });
  after(() => {
    pack.stop();
  });

  it("refuses nothing", async () => {
    expect(await refused(pack, resources)).to.deep.equal([]);
  });

  it("refuses nothing of the production stack, by the strictest settings", async () => {
    const strict = await startPack(undefined, "prod");
    expect(await refused(strict, await ownStack("prod"))).to.deep.equal([]);
    strict.stop();
  });

  it("refuses each switch, log setting and limit that is turned off, by its rule, at its resource", async () => {
    const changes = resources.flatMap((each) => [...tracingOf(each), ...configurationOf(each)]);
    expect(changes.length).to.be.greaterThan(100);
    const found: Record<string, readonly string[]> = {};
    const expected: Record<string, readonly string[]> = {};
    for (const { title, urn, changed, expected: wanted } of changes) {
      if (!changed) continue;
      found[`${urn}: ${title}`] = brief(
        (await pack.analyze(changed)).filter(({ level }) => level !== "advisory"),
      );
      expected[`${urn}: ${title}`] = wanted;
    }
    expect(found).to.deep.equal(expected);
  });

  it("refuses each permission to trace that is taken away, at whoever needs it", async () => {
    const changes = resources.flatMap((each) => permissionsOf(each, resources));
    const functions = resources.filter(({ type }) => type === "aws:lambda/function:Function");
    // Those of the functions, the state machine's, and SNS's.
    expect(changes).to.have.length(functions.length + 2);
    for (const { urn, expected } of changes) {
      expect(expected, urn).to.have.length.greaterThan(0);
      const rest = resources.filter((each) => each.urn !== urn);
      expect(brief(await refused(pack, rest, [])), urn).to.deep.equal(expected);
    }
  });

  it("refuses a stage whose method settings are not there, and settings without limits", async () => {
    const settings = resources.find(({ type }) => type === "aws:apigateway/methodSettings:MethodSettings");
    const stage = resources.find(({ type }) => type === "aws:apigateway/stage:Stage");
    if (!settings || !stage) throw new Error("The program has no stage with settings.");
    const rest = resources.filter((each) => each !== settings);
    expect(brief(await refused(pack, rest, []))).to.deep.equal([`apigateway-stage-throttled ${stage.urn}`]);
    for (const limit of ["throttlingRateLimit", "throttlingBurstLimit"]) {
      const changed = withProperty(settings, `settings.${limit}`, undefined);
      expect(brief(await pack.analyze(changed)), limit).to.deep.equal([
        `apigateway-method-settings-throttled ${settings.urn}`,
      ]);
    }
  });

  it("refuses each operation of the API that loses its authorisation, and each permission without a source", async () => {
    const api = resources.find(({ type }) => type === "aws:apigateway/restApi:RestApi");
    if (!api) throw new Error("The program has no API.");
    const document: unknown = JSON.parse(String(api.inputs["body"]));
    const paths = isRecord(document) && isRecord(document["paths"]) ? document["paths"] : {};
    const guarded = Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(isRecord(item) ? item : {}).flatMap(([method, operation]) =>
        isRecord(operation) && "security" in operation ? [{ path, method, operation }] : [],
      ),
    );
    const scoped = ROUTES.filter(({ access }) => typeof access === "object" && "scope" in access);
    expect(guarded.map(({ path, method }) => `${method} ${path}`)).to.have.members(
      scoped.map(({ path, method }) => `${method} ${path}`),
    );
    for (const { path, method, operation } of guarded) {
      const item = {
        ...(isRecord(paths[path]) ? paths[path] : {}),
        [method]: { ...operation, security: [] },
      };
      const body = JSON.stringify({
        ...(isRecord(document) ? document : {}),
        paths: { ...paths, [path]: item },
      });
      const violations = await pack.analyze(withProperty(api, "body", body));
      expect(brief(violations)).to.deep.equal([`apigateway-rest-api-authorised ${api.urn}`]);
      expect(violations[0]?.message).to.contain(`body.paths.${path}.${method}`);
    }
    for (const permission of resources.filter(({ type }) => type === "aws:lambda/permission:Permission"))
      expect(brief(await pack.analyze(withProperty(permission, "sourceArn", undefined)))).to.deep.equal([
        `lambda-permission-source-arn ${permission.urn}`,
      ]);
  });
});
