import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { readSettings, type Settings } from "../../infra/settings";
import {
  at,
  configSection,
  configurationOf,
  isRecord,
  refusalOf,
  ROOT,
  runOf,
  runOfPart,
  type Configuration,
  type Stack,
} from "../support/program";

const KEYS = Object.keys(configSection("Pulumi.yaml")).sort();
/** Those that need not be set. */
const OPTIONAL = ["resit:certificateArn", "resit:deadlineTime", "resit:domainName"];
const CERTIFICATE = "arn:aws:acm:eu-west-1:111122223333:certificate/12345678-1234-1234-1234-123456789012";
/** In production deadlines end at a time of day. */
const keysOf = (stack: Stack) =>
  KEYS.filter((key) => !OPTIONAL.includes(key) || (stack === "prod" && key === "resit:deadlineTime"));

/** What each key does not take, and what the program says is allowed. */
const WRONG: Readonly<Record<string, { readonly values: readonly string[]; readonly allowed: string }>> = {
  "resit:attemptWindow": {
    values: ["", "14", "0s", "1w", "1.5h", "-1d", "1 d", "121d", "10368001s"],
    allowed: 'a duration from "1s" to "120d" (s, m, h or d)',
  },
  "resit:grace": {
    values: ["", "60", "0s", "16m", "901s"],
    allowed: 'a duration from "1s" to "15m", longer than any request lasts',
  },
  "resit:questionsPerPaper": {
    values: ["", "0", "-1", "1.5", "ten", "51"],
    allowed: "a whole number from 1 to 50",
  },
  "resit:passMark": { values: ["", "0", "80%", "11"], allowed: "a whole number from 1 to 10" },
  "resit:examPage": {
    values: [
      "",
      "exam.university.example",
      "http://exam.university.example",
      "http://localhost.university.example",
      "https://exam.university.example/#exam",
      "https://exam.university.example/a b",
    ],
    allowed: "an https address without a fragment (http on localhost)",
  },
  "resit:officerEmails": {
    values: ["", "a@b.example", '"a@b.example"', '{"0":"a@b.example"}', '["a@b"]', "[1]"],
    allowed: 'a list of e-mail addresses, such as ["a@b.example"]',
  },
  "resit:alarmEmails": {
    values: ["", "a@b.example", '["a b@c.example"]', "[null]"],
    allowed: 'a list of e-mail addresses, such as ["a@b.example"]',
  },
  "resit:subscribers": {
    values: [
      "",
      '["http://lms.university.example"]',
      '["https://mailer:secret@lms.university.example"]',
      '["https://lms.university.example/?token=secret"]',
      '["arn:aws:lambda:eu-west-1:123456789012:function:mailer"]',
      '["arn:aws:sqs:eu-west-1:1234:mailer"]',
    ],
    allowed: "a list of https addresses (without user, query or fragment) and ARNs of SQS queues",
  },
  "resit:signInPrefix": {
    values: [
      "",
      "Resit",
      "resit_dev",
      "-resit",
      "resit-",
      "resit.university",
      "my-aws-resit",
      "cognito-resit",
      "amazon",
      "a".repeat(64),
    ],
    allowed: "up to 63 small letters, digits and hyphens, without aws, amazon and cognito",
  },
  "resit:officerPages": {
    values: [
      "",
      "https://officers.university.example",
      '["http://officers.university.example"]',
      '["http://localhost.university.example"]',
      '["https://officers.university.example/#top"]',
      '["officers.university.example"]',
      "[1]",
    ],
    allowed: "a list of https addresses without a fragment (http on localhost)",
  },
  "resit:reminder": {
    values: ["", "None", "48", "0s", "61d", "-1h"],
    allowed: '"none", or a duration from "1s" to "60d" before the deadline',
  },
  "resit:deadlineTime": {
    values: ["23:59", "24:00 Europe/London", "9:00 Europe/London", "23:59 London/Europe", "23:59Z"],
    allowed: 'a time of day and an IANA time zone, such as "23:59 Europe/London"',
  },
  "resit:corsOrigins": {
    values: [
      "",
      "*",
      '["*"]',
      '["https://exam.university.example/"]',
      '["https://exam.university.example/resit"]',
      '["http://exam.university.example"]',
      '["null"]',
    ],
    allowed: 'a list of origins such as ["https://exam.university.example"]',
  },
  "resit:domainName": {
    values: ["api", "https://api.university.example", "API.university.example", "api.university.example."],
    allowed: "a domain name in small letters, for the certificate",
  },
  "resit:firewall": { values: ["", "yes", "on"], allowed: "one of true, false" },
  "resit:logRetentionDays": {
    values: ["", "0", "15", "14.0", "forever"],
    allowed:
      "one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653",
  },
  "resit:incidentRetentionDays": {
    values: ["", "90", "91d", "3651"],
    allowed: "a whole number from 91 to 3650",
  },
  "resit:protect": { values: ["", "yes", "True", "1"], allowed: "one of true, false" },
  "resit:apiGatewayLogRole": { values: ["", "none", "Managed"], allowed: "one of managed, existing" },
  "resit:xrayAccount": { values: ["", "none", "Managed"], allowed: "one of managed, existing" },
  "resit:sdk": { values: ["", "none", "Runtime"], allowed: "one of bundled, runtime" },
  "resit:sourceMaps": { values: ["", "inline", "Kept"], allowed: "one of shipped, kept" },
};

async function settingsOf(configuration: Configuration): Promise<Settings | undefined> {
  let settings: Settings | undefined;
  await runOfPart(() => (settings = readSettings()), configuration);
  return settings;
}

describe("program: configuration", () => {
  it("is set in every stack's file with the keys that Pulumi.yaml describes, and the region", () => {
    for (const stack of ["dev", "prod"] as const)
      expect(Object.keys(configurationOf(stack)).sort(), stack).to.deep.equal([
        "aws:region",
        ...keysOf(stack),
      ]);
  });

  it("is asked for by `pulumi new` where Pulumi.yaml declares no default, and explained", () => {
    const project: unknown = parse(readFileSync(join(ROOT, "Pulumi.yaml"), "utf8"));
    const prompts = at(project, "template", "config");
    const declared = Object.entries(configSection("Pulumi.yaml"));
    const undefaulted = declared.filter(([, declaration]) => at(declaration, "default") === undefined);
    expect(Object.keys(isRecord(prompts) ? prompts : {})).to.have.members([
      "aws:region",
      ...undefaulted.map(([key]) => key.replace("resit:", "")),
    ]);
    for (const prompt of Object.values(isRecord(prompts) ? prompts : {}))
      expect(at(prompt, "description")).to.be.a("string");
  });

  it("is good as Pulumi.yaml declares it by default", async () => {
    const defaults = Object.entries(configSection("Pulumi.yaml")).flatMap(
      ([key, declaration]): (readonly [string, string])[] => {
        const value = at(declaration, "default");
        return value === undefined ? [] : [[key, typeof value === "string" ? value : JSON.stringify(value)]];
      },
    );
    expect(defaults).to.have.length(KEYS.length - 2);
    expect(await settingsOf(Object.fromEntries(defaults))).to.deep.include({
      windowSeconds: 1_209_600,
      officerEmails: [],
      protect: false,
    });
  });

  it("is read by the program key by key, and none besides", async () => {
    expect((await runOf("dev")).keysRead).to.deep.equal(KEYS);
  });

  it("has wrong values for each key below", () => {
    const besides = ["resit:certificateArn"];
    expect([...Object.keys(WRONG), ...besides].sort()).to.deep.equal(KEYS);
  });

  for (const key of KEYS.filter((each) => !OPTIONAL.includes(each)))
    it(`stops the program where ${key} is not set, and says how to set it`, async () => {
      expect(await refusalOf({ [key]: undefined })).to.equal(
        `${key} is not set: set it with \`pulumi config set ${key} VALUE\`.`,
      );
    });

  for (const [key, { values, allowed }] of Object.entries(WRONG))
    for (const value of values)
      it(`stops the program where ${key} is ${JSON.stringify(value)}, and says what it may be`, async () => {
        expect(await refusalOf({ [key]: value })).to.equal(
          `${key} is ${JSON.stringify(value)}: it must be ${allowed}.`,
        );
      });

  it("is read with its units, each address of a list once", async () => {
    const configuration = {
      "resit:attemptWindow": "90m",
      "resit:grace": "1m",
      "resit:officerEmails": '["a@b.example","c@d.example","a@b.example"]',
      "resit:subscribers": '["https://lms.university.example/resit"]',
    };
    expect(await settingsOf(configuration)).to.deep.equal({
      windowSeconds: 5400,
      graceSeconds: 60,
      questionsPerPaper: 10,
      passMark: 8,
      examPage: "https://exam.university.example/resit",
      officerEmails: ["a@b.example", "c@d.example"],
      alarmEmails: ["on-call@university.example"],
      subscribers: ["https://lms.university.example/resit"],
      signInPrefix: "resit-dev-university-example",
      officerPages: ["https://officers.university.example/signed-in"],
      reminderSeconds: 600,
      corsOrigins: ["https://exam.university.example"],
      firewall: false,
      logRetentionDays: 14,
      incidentRetentionDays: 91,
      protect: false,
      apiGatewayLogRole: "managed",
      xrayAccount: "managed",
      sdk: "bundled",
      sourceMaps: "kept",
    });
  });

  it("has a certificate for the domain name, and a domain name for the certificate", async () => {
    const domain = { "resit:domainName": "api.university.example" };
    for (const value of ["", "arn:aws:acm:eu-west-1:1:certificate/1", "certificate"])
      expect(await refusalOf({ ...domain, "resit:certificateArn": value })).to.equal(
        `resit:certificateArn is ${JSON.stringify(value)}: it must be the ARN of a certificate of ACM in the API's region, for the domain.`,
      );
    expect(await refusalOf({ "resit:certificateArn": CERTIFICATE })).to.equal(
      'resit:domainName is "": it must be a domain name in small letters, for the certificate.',
    );
    expect(await settingsOf({ ...domain, "resit:certificateArn": CERTIFICATE })).to.deep.include({
      domain: { name: "api.university.example", certificateArn: CERTIFICATE },
    });
  });

  it("reminds nobody where it says so, and ends deadlines with the window or at a time of day", async () => {
    const plain = await settingsOf({ "resit:reminder": "none", "resit:deadlineTime": "" });
    expect(plain).to.include({ reminderSeconds: 0 });
    expect(plain).not.to.have.property("dayEnd");
    expect(await settingsOf({ "resit:deadlineTime": "23:59 Europe/London" })).to.deep.include({
      dayEnd: { timeZone: "Europe/London", minutes: 1439 },
    });
    expect(await settingsOf({ "resit:deadlineTime": "00:00 UTC" })).to.deep.include({
      dayEnd: { timeZone: "UTC", minutes: 0 },
    });
  });

  it("takes pages on this machine, and neither pages nor origins at all", async () => {
    const pages = { "resit:officerPages": '["http://localhost:3000/in"]', "resit:corsOrigins": "[]" };
    expect(await settingsOf(pages)).to.deep.include({
      officerPages: ["http://localhost:3000/in"],
      corsOrigins: [],
    });
  });

  it("takes the least and the most of what it names, and an exam page on this machine", async () => {
    const least = await settingsOf({
      "resit:attemptWindow": "1s",
      "resit:grace": "1s",
      "resit:questionsPerPaper": "1",
      "resit:passMark": "1",
      "resit:examPage": "http://localhost:8080/exam",
      "resit:officerEmails": "[]",
    });
    expect(least).to.include({ windowSeconds: 1, graceSeconds: 1, questionsPerPaper: 1, passMark: 1 });
    expect(least).to.deep.include({ examPage: "http://localhost:8080/exam", officerEmails: [] });
    const most = await settingsOf({
      "resit:attemptWindow": "120d",
      "resit:grace": "15m",
      "resit:questionsPerPaper": "50",
      "resit:passMark": "50",
      "resit:incidentRetentionDays": "3650",
    });
    expect(most).to.include({ windowSeconds: 10_368_000, graceSeconds: 900, questionsPerPaper: 50 });
    expect(most).to.include({ passMark: 50, incidentRetentionDays: 3650 });
  });

  it("stops the program where the bank cannot serve three papers without repeating a question", async () => {
    expect(await refusalOf({ "resit:questionsPerPaper": "50" })).to.match(
      /^workflow\/exam\/bank\.json:\nthe bank has \d+ questions, 150 are needed$/,
    );
  });
});
