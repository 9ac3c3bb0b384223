import { expect } from "chai";
import { functionsOf, TRACE_ID } from "../support/cloud";
import { played, type Played } from "../support/play";
import { at, textAt } from "../support/program";

describe("packages: traces", () => {
  let all: Played;
  let segments: readonly unknown[];
  before(async () => {
    all = await played();
    segments = all.cloud.aws.segments.map((text) => JSON.parse(text) as unknown);
  });
  const named = (name: string) => segments.filter((segment) => at(segment, "name") === name);

  it("belong to the trace of the invocation", () => {
    expect(new Set(segments.map((segment) => at(segment, "trace_id")))).to.deep.equal(new Set([TRACE_ID]));
  });

  it("have a subsegment for the work of each function, under the one that Lambda writes", () => {
    for (const name of functionsOf(all.run)) {
      const work = named(name);
      expect(work, name).to.have.length.greaterThan(0);
      for (const segment of work) expect(at(segment, "parent_id"), name).to.equal("0123456789abcdef");
    }
  });

  it("are found by incident and attempt", () => {
    const annotations = (name: string) => named(name).map((segment) => at(segment, "annotations"));
    expect(annotations("openAttempt")).to.deep.include({ incidentId: "miss", attempt: 2 });
    expect(annotations("closeAttempt")).to.deep.include({ incidentId: "miss", attempt: 2 });
    expect(annotations("getPaper")).to.deep.include({ incidentId: "pass", attempt: 1 });
    expect(annotations("submitAttempt")).to.deep.include({ incidentId: "pass", attempt: 1 });
    expect(annotations("reportIncident")).to.deep.include({ incidentId: "pass" });
    expect(annotations("withdrawIncident")).to.deep.include({ incidentId: "withdrawal" });
  });

  it("show each call to AWS inside the work that made it", () => {
    const works = new Map(
      functionsOf(all.run).flatMap((name) => named(name).map((segment) => [textAt(segment, "id"), name])),
    );
    const calls = segments.flatMap((segment) => {
      const operation = at(segment, "aws", "operation");
      return typeof operation === "string"
        ? [`${works.get(textAt(segment, "parent_id")) ?? "nobody"} ${operation}`]
        : [];
    });
    const made = all.cloud.aws.calls.map(
      ({ accessKeyId, action }) => `${accessKeyId.replace("AKIA", "")} ${action.split(":")[1] ?? ""}`,
    );
    expect(calls).to.have.members(made);
  });

  it("show a condition that did not hold as no fault, and tell nothing of it but its status", () => {
    const status = (segment: unknown) => at(segment, "http", "response", "status");
    const refused = segments.filter(
      (segment) => at(segment, "aws", "operation") === "UpdateItem" && status(segment) === 400,
    );
    expect(refused.length).to.be.greaterThan(0);
    for (const segment of refused) {
      expect(at(segment, "error")).to.equal(true);
      expect(at(segment, "fault")).to.equal(undefined);
      expect(at(segment, "cause")).to.equal(undefined);
    }
  });

  it("show what did fail as a fault, at the call and at the work, and no message of AWS", () => {
    const faults = segments.filter((segment) => at(segment, "fault") === true);
    expect(new Set(faults.map((segment) => at(segment, "name")))).to.include.all.keys("openAttempt", "SNS");
    const messages = faults.flatMap((segment) => at(segment, "cause", "exceptions") ?? []);
    for (const exception of messages) expect(at(exception, "message")).to.match(/^AWS answered [A-Za-z]+\.$/);
  });
});
