import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { createRequire } from "node:module";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { packageAfresh } from "../../packaging/package";
import bank = require("../../workflow/exam/bank.json");
import { ofType, ROOT, runOf, textAt } from "../support/program";

/** In the text of a serialised Output: it throws this where somebody calls `apply`. */
const OF_AN_OUTPUT = "is not allowed from inside a cloud-callback";
/** The longest part of a text that looks the same in code, however it is quoted and escaped there. */
const recognisable = (text: string): string =>
  text.split(/[^ -~]|["'`\\$]/).reduce((longest, part) => (part.length > longest.length ? part : longest));

describe("packages: the deployed text", () => {
  let texts: ReadonlyMap<string, string>;
  before(async () => {
    const functions = ofType(await runOf("dev"), "aws:lambda/function:Function");
    texts = new Map(
      functions.map(({ name, inputs }) => [
        name,
        textAt(inputs, "code", "__index.js").replaceAll('\\"', '"'),
      ]),
    );
  });
  /** The functions whose text has it. */
  const having = (part: string): readonly string[] =>
    [...texts].filter(([, text]) => text.includes(part)).map(([name]) => name);

  it("is one file, far from the 50 MB of node_modules", () => {
    for (const [name, text] of texts)
      expect(text.length, name).to.be.within(name === "preflight" ? 1_000 : 50_000, 400_000);
  });

  it("has the answer key in submitAttempt alone", () => {
    for (const { questionId, answer, choices } of bank) {
      const entry = JSON.stringify({ answer, choiceIds: choices.map(({ choiceId }) => choiceId) });
      const key = `${JSON.stringify(questionId)}:${entry}`;
      expect(having(key), questionId).to.deep.equal(["submitAttempt"]);
    }
  });

  it("has the prompts in getPaper alone", () => {
    for (const { questionId, prompt } of bank)
      expect(having(recognisable(prompt)), questionId).to.deep.equal(["getPaper"]);
  });

  it("has explanations and sources nowhere", () => {
    for (const { questionId, explanation, source } of bank)
      for (const text of [explanation, source])
        expect(having(recognisable(text)), questionId).to.deep.equal([]);
  });

  it("holds no Output, no import copied by value, and no path of the machine that made it", () => {
    for (const part of [OF_AN_OUTPUT, "__importStar", ROOT, homedir() + "/", "file://"])
      expect(having(part), part).to.deep.equal([]);
  });

  it("is run where it can reach no package", () => {
    const { resolve } = createRequire(join(tmpdir(), "function", "__index.js"));
    for (const name of ["@aws-sdk/client-dynamodb", "aws-xray-sdk-core", "ajv"])
      expect(() => resolve(name), name).to.throw(`Cannot find module '${name}'`);
  });

  it("is not made where something is captured that would not work, by the name of handler and variable", async () => {
    const address = pulumi.secret("value");
    const message = await packageAfresh("mail", () => () => address.get(), { sdk: "bundled" }).then(
      () => "",
      (error: unknown) => String(error),
    );
    expect(message)
      .to.include("mail would not do in Lambda")
      .and.to.include("- address, in the factory, is an Output");
  });
});
