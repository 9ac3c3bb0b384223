/** Every definition that was ever deployed, with today's program under it; and today's, with the older programs. */
import { expect } from "chai";
import type { Properties, Resource } from "../../local/inputs";
import { programOf, type Deployable } from "../../local/stack";
import { breaks } from "./compatibility";
import { fixtures, readFixture, WINDOW } from "./fixture";

/** The program with these resources changed; null takes one away. */
const changed = (
  { resources, outputs }: Deployable,
  change: (resource: Resource) => Properties | null | undefined,
): Deployable => ({
  outputs,
  resources: resources.flatMap((resource) => {
    const state = change(resource);
    if (state === null) return [];
    return state === undefined ? resource : { ...resource, state: { ...resource.state, ...state } };
  }),
});

const edited = (program: Deployable, from: string | RegExp, to: string) =>
  changed(program, ({ type, state }) =>
    type === "aws:sfn/stateMachine:StateMachine"
      ? { definition: String(state["definition"]).replace(from, to) }
      : undefined,
  );

describe("deployments: what they would break", () => {
  let today: Deployable;

  before(async function () {
    this.timeout(60_000);
    today = await programOf({ deadline: WINDOW });
  });

  for (const name of fixtures()) {
    it(`is nothing of the executions and items that ${name} left open`, async () => {
      expect(await breaks(readFixture(name).program, today)).to.deep.equal([]);
    });
  }

  for (const name of fixtures()) {
    it(`is nothing of today's when ${name} is deployed again`, async () => {
      const { program } = readFixture(name);
      // What is sent beside what it reads does not matter to it.
      const gained = (await breaks(today, program)).filter(
        (each) => !/and the new definition does not/.test(each),
      );
      expect(gained).to.deep.equal([]);
    });
  }

  describe("is told with the state, the function or the field, and with what to do", () => {
    const older = () => {
      const [first] = fixtures();
      if (first === undefined) throw new Error("There is no fixture: npm run fixture -- COMMIT");
      return readFixture(first).program;
    };
    const arn = (name: string) => `arn:aws:lambda:eu-west-1:000000000000:function:resit-dev-${name}`;

    it("where a function is renamed or gone", async () => {
      const next = changed(today, ({ id }) => (id === "resit-dev-closeAttempt" ? null : undefined));
      expect(await breaks(older(), next)).to.deep.equal([
        `State CloseAttempt calls ${arn("closeAttempt")}, which is not deployed any more: keep a function of that name until no execution of that definition is open.`,
      ]);
    });

    it("where a payload loses a field", async () => {
      const found = await breaks(older(), edited(today, '"windowSeconds":3600,', ""));
      expect(found).to.deep.equal([
        "State SitExam sends openAttempt the field windowSeconds, and the new definition does not: go on sending it, for after a rollback functions that read it meet executions of the new definition.",
      ]);
    });

    it("where a function requires what the definition does not send", async () => {
      expect(
        await breaks(edited(older(), '"graceSeconds":1,"taskToken"', '"taskToken"'), today),
      ).to.deep.equal([
        "State SitExam sends openAttempt no graceSeconds, which it requires: make the field optional in workflow/contract.ts, and say what holds without it.",
      ]);
    });

    it("where the version of a payload changes", async () => {
      expect(await breaks(older(), edited(today, '"v":1', '"v":2'))).to.deep.equal([
        "State SitExam sends openAttempt payloads of version 1, the new definition those of 2: payloads only gain fields within a version; go on reading the old one.",
      ]);
    });

    it("where a version of a function is pinned", async () => {
      expect(await breaks(edited(older(), arn("openAttempt"), `${arn("openAttempt")}:7`), today)).to.include(
        `State SitExam calls ${arn("openAttempt")}:7, a pinned version, which would run old code on new items: call the function unqualified.`,
      );
    });

    it("where a status or an error is one that the definition does not know", async () => {
      expect(await breaks(edited(older(), /withdrawn(?=\\")/, "revoked"), today)).to.deep.equal([
        'State Status knows no status "withdrawn": its executions would end in UnknownStatus. closeAttempt must answer a status that the definition knows.',
      ]);
      expect(
        await breaks(edited(older(), '"States.Timeout","AttemptClosed"', '"States.Timeout"'), today),
      ).to.deep.equal([
        "State SitExam does not catch AttemptClosed, which openAttempt throws: throw what the definition catches (nothing).",
      ]);
    });

    it("where the role is gone, or may do less", async () => {
      const roleArn = "arn:aws:iam::000000000000:role/exam-executions-33a1286";
      const without = changed(today, ({ type, name }) =>
        type === "aws:iam/role:Role" && name === "exam-executions" ? null : undefined,
      );
      expect(await breaks(older(), without)).to.deep.equal([
        `The role ${roleArn} would be deleted, and open executions go on with it: keep its logical name, or an alias to it.`,
      ]);
      const less = changed(today, ({ type, name, state }) =>
        type === "aws:iam/rolePolicy:RolePolicy" && name === "exam-executions"
          ? { policy: String(state["policy"]).replaceAll(arn("closeAttempt"), arn("another")) }
          : undefined,
      );
      expect(await breaks(older(), less)).to.deep.equal([
        `The role ${roleArn} may not lambda:InvokeFunction on ${arn("closeAttempt")} any more, which the definition needs: grant it in infra/stateMachine.ts until no execution of that definition is open.`,
      ]);
    });

    it("where the state machine or the table would be another one", async () => {
      const found = await breaks(
        older(),
        changed(today, ({ type, state }) =>
          type === "aws:sfn/stateMachine:StateMachine" || type === "aws:dynamodb/table:Table"
            ? { arn: `${String(state["arn"])}-2`, ...("hashKey" in state && { hashKey: "id" }) }
            : undefined,
        ),
      );
      const machine = "arn:aws:states:eu-west-1:000000000000:stateMachine:resit-dev-exam";
      const table = "arn:aws:dynamodb:eu-west-1:000000000000:table/resit-dev-incidents";
      expect(found).to.deep.equal([
        `${machine} would be deleted (there is ${machine}-2): AWS ends its executions with it. Keep its name.`,
        `${table} would be deleted (there is ${table}-2): the items are gone with it. Keep its name.`,
        "The table's key was incidentId and is id: AWS makes a new, empty table. Keep the key.",
      ]);
    });
  });
});
