import { expect } from "chai";
import { readSettings, type Settings } from "../../infra/settings";
import {
  configSection,
  configurationOf,
  refusalOf,
  runOf,
  runOfPart,
  type Configuration,
} from "../support/program";

const KEYS = Object.keys(configSection("Pulumi.yaml")).sort();

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
};

async function settingsOf(configuration: Configuration): Promise<Settings | undefined> {
  let settings: Settings | undefined;
  await runOfPart(() => (settings = readSettings()), configuration);
  return settings;
}

describe("program: configuration", () => {
  it("is set in every stack's file with the keys that Pulumi.yaml describes, and the region", () => {
    for (const stack of ["dev", "prod"] as const)
      expect(Object.keys(configurationOf(stack)).sort(), stack).to.deep.equal(["aws:region", ...KEYS]);
  });

  it("is read by the program key by key, and none besides", async () => {
    expect((await runOf("dev")).keysRead).to.deep.equal(KEYS);
  });

  it("has wrong values for each key below", () => {
    expect(Object.keys(WRONG).sort()).to.deep.equal(KEYS);
  });

  for (const key of KEYS)
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
      logRetentionDays: 14,
      incidentRetentionDays: 91,
      protect: false,
      apiGatewayLogRole: "managed",
      xrayAccount: "managed",
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
