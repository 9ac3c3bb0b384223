import { expect } from "chai";
import { createHash } from "node:crypto";
import { isRecord, runAfresh, runOf, type Registered, type Run, type Stack } from "../support/program";

type Leaf = readonly [place: string, value: unknown];

/** Every value of a resource that is no object or list, by its place. */
const leavesOf = ({ type, name, inputs, protect, retainOnDelete, dependsOn }: Registered): readonly Leaf[] =>
  leaves(`${type} ${name}`, { ...inputs, protect, retainOnDelete, dependsOn });

function leaves(place: string, value: unknown): readonly Leaf[] {
  if (Array.isArray(value)) return value.flatMap((each, index) => leaves(`${place}[${index}]`, each));
  if (isRecord(value)) return Object.entries(value).flatMap(([key, each]) => leaves(`${place} ${key}`, each));
  return [[place, value]];
}

/** By place; hashes, because function code is long. */
const digestsOf = ({ resources }: Run): ReadonlyMap<string, string> =>
  new Map(
    resources
      .flatMap(leavesOf)
      .map(([place, value]) => [place, createHash("sha256").update(JSON.stringify(value)).digest("hex")]),
  );

const titleOf = ({ type, name }: Registered) => `${type} ${name}`;

/** What the second has and the first has not. */
function missing(from: Run, of: Run): readonly string[] {
  const titles = new Set(from.resources.map(titleOf));
  return of.resources.map(titleOf).filter((title) => !titles.has(title));
}

/** The values of what both stacks have, with the stack's name taken out of them. */
const unnamed = (
  { resources }: Run,
  stack: Stack,
  besides: readonly string[],
): ReadonlyMap<string, unknown> =>
  new Map(
    resources
      .filter((resource) => !besides.includes(titleOf(resource)))
      .flatMap(leavesOf)
      .map(([place, value]) => [
        place.replaceAll(`resit-${stack}`, "resit-STACK"),
        typeof value === "string" ? value.replaceAll(`resit-${stack}`, "resit-STACK") : value,
      ]),
  );

describe("program: stacks", () => {
  let dev: Run;
  let prod: Run;
  before(async () => {
    [dev, prod] = [await runOf("dev"), await runOf("prod")];
  });

  it("are registered the same, byte for byte, when the program runs again", async () => {
    const again = await runAfresh("dev");
    const [first, second] = [digestsOf(dev), digestsOf(again)];
    expect(first.size).to.be.greaterThan(500);
    const places = [...new Set([...first.keys(), ...second.keys()])];
    expect(places.filter((place) => first.get(place) !== second.get(place))).to.deep.equal([]);
    expect(again.exports).to.deep.equal(dev.exports);
  });

  it("have the same resources, but for subscribers, the firewall and the account's logging role", () => {
    expect(missing(prod, dev)).to.deep.equal([
      "aws:apigateway/account:Account api-gateway-logs",
      "aws:iam/role:Role api-gateway-logs",
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment api-gateway-logs",
      "pulumi:pulumi:Stack resit-dev",
    ]);
    expect(missing(dev, prod)).to.deep.equal([
      "aws:sns/topicSubscription:TopicSubscription subscriber-arn:aws:sqs:eu-west-1:123456789012:exam-mailer",
      "aws:wafv2/webAcl:WebAcl api",
      "aws:wafv2/webAclAssociation:WebAclAssociation api",
      "pulumi:pulumi:Stack resit-prod",
    ]);
  });

  it("differ in what is configured, and in nothing else: function code is the same", () => {
    const inDev = unnamed(dev, "dev", missing(prod, dev));
    const inProd = unnamed(prod, "prod", missing(dev, prod));
    const places = [...new Set([...inDev.keys(), ...inProd.keys()])];
    const machine = "aws:sfn/stateMachine:StateMachine exam";
    const table = "aws:dynamodb/table:Table incidents";
    const pool = "aws:cognito/userPool:UserPool officers";
    const variable = (name: string, key: string) =>
      `aws:lambda/function:Function ${name} environment variables ${key}`;
    const groups = [...inDev.keys()].filter((place) => place.endsWith(" retentionInDays"));
    const definition = String(inDev.get(`${machine} definition`));
    const expected: Readonly<Record<string, readonly [unknown, unknown]>> = {
      ...Object.fromEntries(groups.map((place) => [place, [14, 365]])),
      [variable("closeAttempt", "RETENTION_DAYS")]: ["211", "1216"],
      [variable("submitAttempt", "RETENTION_DAYS")]: ["211", "1216"],
      [variable("withdrawIncident", "RETENTION_DAYS")]: ["211", "1216"],
      [variable("openAttempt", "QUESTIONS_PER_PAPER")]: ["10", "20"],
      [variable("openAttempt", "PASS_MARK")]: ["8", "16"],
      [variable("openAttempt", "REMINDER_SECONDS")]: ["600", "172800"],
      [variable("moveDeadline", "REMINDER_SECONDS")]: ["600", "172800"],
      [variable("sweep", "REMINDER_SECONDS")]: ["600", "172800"],
      // In production alone deadlines end at a time of day.
      [variable("openAttempt", "TIME_ZONE")]: [undefined, "Europe/London"],
      [variable("openAttempt", "DAY_END_MINUTES")]: [undefined, "1439"],
      [variable("getOpenApi", "SIGN_IN")]: [
        "https://resit-STACK-university-example.auth.eu-west-1.amazoncognito.com",
        "https://resit-university-example.auth.eu-west-1.amazoncognito.com",
      ],
      "aws:cognito/userPoolDomain:UserPoolDomain officers domain": [
        "resit-STACK-university-example",
        "resit-university-example",
      ],
      [`${pool} protect`]: [false, true],
      [`${pool} deletionProtection`]: ["INACTIVE", "ACTIVE"],
      [`${machine} definition`]: [
        definition,
        definition
          .replace(": 3660 %}", ": 1209660 %}")
          .replace('"windowSeconds":3600', '"windowSeconds":1209600'),
      ],
      [`${machine} protect`]: [false, true],
      [`${table} protect`]: [false, true],
      [`${table} deletionProtectionEnabled`]: [false, true],
      // Of its own in each stack, so that both fit into one account.
      "aws:xray/samplingRule:SamplingRule api priority": [1968, 2931],
    };
    // awsx's hash of the document, which names the functions of its stack.
    const hash = "aws:apigateway/deployment:Deployment api variables version";
    const found = places.filter((place) => inDev.get(place) !== inProd.get(place) && place !== hash);
    expect(groups).to.have.length(17);
    expect(
      Object.fromEntries(found.map((place) => [place, [inDev.get(place), inProd.get(place)]])),
    ).to.deep.equal(expected);
  });
});
