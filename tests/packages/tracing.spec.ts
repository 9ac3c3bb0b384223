import { expect } from "chai";
import { functionsOf, TRACE_ID } from "../support/cloud";
import { played, type Played } from "../support/play";
import { at, textAt } from "../support/program";

/** It has no work but its answer: Lambda's own segment says it all. */
const UNTRACED = "preflight";

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
    for (const name of functionsOf(all.run).filter((each) => each !== UNTRACED)) {
      const work = named(name);
      expect(work, name).to.have.length.greaterThan(0);
      for (const segment of work) expect(at(segment, "parent_id"), name).to.equal("0123456789abcdef");
    }
  });

  it("are found by incident and attempt, wherever a function knows them", () => {
    const keys = (name: string) =>
      [...new Set(named(name).flatMap((segment) => Object.keys(at(segment, "annotations") ?? {})))].sort();
    expect(Object.fromEntries(functionsOf(all.run).map((name) => [name, keys(name)]))).to.deep.equal({
      closeAttempt: ["attempt", "incidentId"],
      erasePerson: ["incidentId"],
      exportStudent: [],
      getIncident: ["incidentId"],
      getOpenApi: [],
      getPaper: ["attempt", "incidentId"],
      inviteAgain: ["attempt", "incidentId"],
      listIncidents: [],
      moveDeadline: ["attempt", "incidentId"],
      openAttempt: ["attempt", "incidentId"],
      preflight: [],
      reportIncident: ["incidentId"],
      submitAttempt: ["attempt", "incidentId"],
      sweep: [],
      withdrawIncident: ["incidentId"],
    });
    const annotations = (name: string) => named(name).map((segment) => at(segment, "annotations"));
    expect(annotations("openAttempt")).to.deep.include({ incidentId: "miss", attempt: 2 });
    expect(annotations("closeAttempt")).to.deep.include({ incidentId: "miss", attempt: 2 });
    expect(annotations("getPaper")).to.deep.include({ incidentId: "pass", attempt: 1 });
    expect(annotations("submitAttempt")).to.deep.include({ incidentId: "pass", attempt: 1 });
    expect(annotations("reportIncident")).to.deep.include({ incidentId: "pass" });
    expect(annotations("withdrawIncident")).to.deep.include({ incidentId: "withdrawal" });
  });

  /** What a subsegment says of how it ended. */
  const flagsOf = (segment: unknown) =>
    ["error", "fault", "throttle"].filter((flag) => at(segment, flag) === true).join(" ");

  /** `function operation` of each call to AWS, with its subsegment. */
  function calls(): readonly (readonly [string, unknown])[] {
    const works = new Map(
      functionsOf(all.run).flatMap((name) => named(name).map((segment) => [textAt(segment, "id"), name])),
    );
    return segments.flatMap((segment) => {
      const operation = at(segment, "aws", "operation");
      const work = works.get(textAt(segment, "parent_id")) ?? "nobody";
      return typeof operation === "string" ? [[`${work} ${capital(operation)}`, segment] as const] : [];
    });
  }

  it("show each call to AWS inside the work that made it", () => {
    // How often a call was sent is not asked: the SDK sends again what is not answered within a second.
    const sent = new Set(calls().map(([call]) => call));
    const made = all.cloud.aws.calls.map(
      ({ accessKeyId, action }) => `${accessKeyId.replace("AKIA", "")} ${action.split(":")[1] ?? ""}`,
    );
    expect([...sent]).to.have.members([...new Set(made)]);
  });

  it("show what AWS refuses as a matter of course without flag, cause or status", () => {
    const refused = calls().filter(
      ([, segment]) => at(segment, "http", "response", "status") !== 200 && flagsOf(segment) === "",
    );
    expect(new Set(refused.map(([call]) => call))).to.have.all.keys(
      "openAttempt UpdateItem",
      "reportIncident PutItem",
      "reportIncident StartExecution",
      "sweep StartExecution",
      "withdrawIncident SendTaskSuccess",
      "withdrawIncident UpdateItem",
    );
    for (const [call, segment] of refused) expect(at(segment, "cause"), call).to.equal(undefined);
  });

  it("show what AWS refuses otherwise as a fault of the call, with the name of the error and no message of AWS", () => {
    const failed = calls().filter(([, segment]) => flagsOf(segment) !== "");
    const told = failed.map(([call, segment]) => [call, flagsOf(segment), ...causeOf(segment)]);
    expect(told).to.have.deep.members(
      [
        ["reportIncident StartExecution", "fault", "ServiceUnavailable"],
        ["reportIncident StartExecution", "error fault throttle", "ThrottlingException"],
        ["reportIncident StartExecution", "error fault", "AccessDeniedException"],
        ["openAttempt Publish", "error fault", "ValidationException"],
        ["submitAttempt SendTaskSuccess", "error fault", "ValidationException"],
      ].map(([call, flags, name = ""]) => [call, flags, name, `AWS answered ${name}.`]),
    );
  });

  it("show work that nobody expected to fail as a fault, with the name of the error alone", () => {
    const failed = functionsOf(all.run)
      .flatMap((name) => named(name))
      .filter((segment) => flagsOf(segment) !== "");
    const told = failed.map((segment) => [at(segment, "name"), flagsOf(segment), ...causeOf(segment)]);
    expect(told).to.have.deep.members([
      ["closeAttempt", "fault", "Error", ""],
      ["openAttempt", "fault", "ValidationException", ""],
      ["reportIncident", "fault", "Unavailable", ""],
      ["reportIncident", "fault", "Unavailable", ""],
      ["reportIncident", "fault", "AccessDeniedException", ""],
      ["submitAttempt", "fault", "ValidationException", ""],
    ]);
    for (const segment of failed) expect(at(segment, "cause", "exceptions", 0, "stack")).to.deep.equal([]);
  });
});

const capital = (word: string) => word.slice(0, 1).toUpperCase() + word.slice(1);

/** Name and message of each exception that a subsegment tells of. */
function causeOf(segment: unknown): readonly unknown[] {
  const exceptions = at(segment, "cause", "exceptions");
  return Array.isArray(exceptions)
    ? exceptions.flatMap((each: unknown) => [at(each, "type"), at(each, "message")])
    : [];
}
