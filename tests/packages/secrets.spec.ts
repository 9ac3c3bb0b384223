import { expect } from "chai";
import { createHash } from "node:crypto";
import bank = require("../../workflow/exam/bank.json");
import type { Call } from "../support/awsEndpoints";
import { accessKeyOf, REPORT, SECRET_KEY } from "../support/cloud";
import { CORRECTED_EMAIL, played, type Played } from "../support/play";
import { at } from "../support/program";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** Which of the texts hold one of the secrets. */
const leaks = (texts: readonly string[], secrets: readonly string[]): readonly string[] =>
  texts.filter((text) => secrets.some((secret) => text.includes(secret)));

const lineTexts = ({ cloud }: Played) => cloud.lines.map(({ line }) => line);
const responseTexts = ({ cloud }: Played) => cloud.responses.map(({ text }) => text);

const placeOf = ({ accessKeyId, action }: Call) => `${accessKeyId.replace(accessKeyOf(""), "")} ${action}`;

describe("packages: secrets", () => {
  let all: Played;
  let lines: readonly string[];
  let responses: readonly string[];
  /** Every token, code and key, and what is made of them. */
  let secrets: readonly string[];
  before(async () => {
    all = await played();
    lines = lineTexts(all);
    responses = responseTexts(all);
    secrets = [...all.tokens, ...all.examCodes, ...all.examCodes.map(sha256), SECRET_KEY];
  });
  const callsWith = (wanted: readonly string[]) => [
    ...new Set(
      all.cloud.aws.calls
        .filter(({ input }) => leaks([JSON.stringify(input)], wanted).length > 0)
        .map(placeOf),
    ),
  ];

  it("are there to be found: tokens, codes, lines, segments and answers of every kind", () => {
    expect(all.tokens).to.have.length(7);
    expect(new Set(all.examCodes).size).to.equal(10);
    expect(lines.length).to.be.greaterThan(30);
    expect(all.cloud.aws.segments.length).to.be.greaterThan(60);
    expect(responses.length).to.be.greaterThan(15);
  });

  it("are in no line of stdout or stderr, not even when a function fails", () => {
    expect(leaks(lines, secrets)).to.deep.equal([]);
  });

  it("are in no segment that goes to X-Ray", () => {
    expect(leaks(all.cloud.aws.segments, secrets)).to.deep.equal([]);
  });

  it("are in no answer to a client", () => {
    expect(leaks(responses, secrets)).to.deep.equal([]);
  });

  it("go where they belong: the token into the item and to Step Functions", () => {
    expect(callsWith(all.tokens)).to.have.members([
      "openAttempt dynamodb:UpdateItem",
      "moveDeadline states:SendTaskSuccess",
      "submitAttempt states:SendTaskSuccess",
      "withdrawIncident states:SendTaskSuccess",
    ]);
  });

  it("go where they belong: the exam code into the invitation, its hash into the item", () => {
    expect(callsWith(all.examCodes)).to.deep.equal(["openAttempt sns:Publish", "inviteAgain sns:Publish"]);
    // A submission counts as long as its code was not revoked meanwhile: that is a condition of the update.
    expect(callsWith(all.examCodes.map(sha256))).to.have.members([
      "openAttempt dynamodb:UpdateItem",
      "submitAttempt dynamodb:UpdateItem",
      "inviteAgain dynamodb:UpdateItem",
    ]);
    const events = all.cloud.aws.calls
      .filter(({ input }) => leaks([JSON.stringify(input)], all.examCodes).length > 0)
      .map(({ input }) => input["MessageAttributes.entry.1.Value.StringValue"]);
    expect(new Set(events)).to.deep.equal(new Set(["exam-invitation"]));
  });

  it("leave names and addresses out of lines and segments", () => {
    const names = [REPORT.email, CORRECTED_EMAIL, REPORT.studentId];
    expect(leaks([...lines, ...all.cloud.aws.segments], names)).to.deep.equal([]);
  });

  it("leave the answers out of a paper: questions have a prompt and choices, and nothing else", () => {
    const papers = all.cloud.responses
      .filter(({ name }) => name === "getPaper")
      .map(({ text }) => JSON.parse(String(at(JSON.parse(text), "body"))) as unknown)
      .filter((paper) => at(paper, "questions") !== undefined);
    expect(papers).to.have.length(3);
    const explained = bank.flatMap(({ explanation, source }) => [explanation, source]);
    for (const paper of papers) {
      expect(leaks([JSON.stringify(paper)], explained)).to.deep.equal([]);
      for (const question of at(paper, "questions") as readonly object[])
        expect(question).to.have.all.keys("questionId", "prompt", "choices");
    }
  });
});

describe("packages: secrets that AWS repeats in an error message", () => {
  let all: Played;
  before(async () => {
    all = await played();
  });

  it("are in no line", () => {
    expect(all.echoed).to.have.length(3);
    expect(leaks(lineTexts(all), all.echoed)).to.deep.equal([]);
  });

  it("are in no segment", () => {
    expect(leaks(all.cloud.aws.segments, all.echoed)).to.deep.equal([]);
  });

  it("are in no answer", () => {
    expect(leaks(responseTexts(all), all.echoed)).to.deep.equal([]);
  });
});
