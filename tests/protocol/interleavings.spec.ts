import { expect } from "chai";
import * as fc from "fast-check";
import { secrets } from "../../handlers/secrets";
import { isAttemptNumber, type AttemptNumber } from "../../workflow/contract";
import { closingEvents, type ExamEvent } from "../../workflow/events";
import { isSubmitted, type Incident } from "../../workflow/incident";
import { answersTo, DAY_MS, WINDOW_MS } from "../support/process";
import { attemptOf, play, type Answered, type Deed, type Plan, type Submission } from "./play";
import { NUMBERS } from "./state";
import type { Fate, World } from "./world";

const submission: fc.Arbitrary<Submission> = fc.record({
  // Three pass; none and one fail, and differ.
  right: fc.constantFrom(0, 1, 3),
  when: fc.constantFrom("at once", "last", "too late"),
});
const maybe = fc.option(submission, { nil: undefined });
const client = fc.tuple(maybe, maybe, maybe);

const plans: fc.Arbitrary<Plan> = fc.record({
  clients: fc.tuple(client, client),
  withdrawal: fc.option(fc.nat(3), { nil: undefined, freq: 2 }),
  byHand: fc.array(fc.constantFrom<AttemptNumber>(1, 2, 3), { maxLength: 1 }),
  deeds: fc.array(fc.constantFrom<Deed>(DAY_MS, WINDOW_MS + DAY_MS, "invite", "revoke", "sweep"), {
    maxLength: 2,
  }),
  ticks: fc.nat(4),
  fates: fc.array(
    fc.tuple(
      fc.integer({ min: 1, max: 50 }),
      fc.constantFrom<Fate>("lost", "answer lost", "crash", "zombie"),
    ),
    { maxLength: 2 },
  ),
});

const OUTCOMES: readonly string[] = ["attempt-failed", "attempt-missed"];
const END = {
  "awaiting-exam": "none",
  resolved: "incident-resolved",
  "administrative-action": "administrative-action",
  withdrawn: "incident-withdrawn",
} as const;

describe("protocol/interleavings: the real handlers and the real definition, in random schedules", () => {
  it("keep every invariant, and come to an end", async () => {
    const ends = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), plans, async (schedule, plan) => {
        const { here, answered } = await play(schedule, plan);
        const incident = here.incident();
        if (incident === undefined) throw new Error("The reported incident is not there.");
        expect(here.broken).to.deep.equal([]);
        // A deadline that was moved after an answer made another of what is in time, and who was revoked gets in no more.
        const isChanged = plan.deeds.some((deed) => deed === "revoke" || typeof deed === "number");
        if (!isChanged) for (const each of answered) assertTrue(incident, each);
        assertSame(answered);
        if (!plan.deeds.includes("revoke")) assertCodesWork(incident, here.published);
        assertEnded(incident, here);
        // An attempt that was opened by hand may be used before closeAttempt is asked for it.
        if (plan.byHand.length === 0) assertTold(incident, here.published);
        if (plan.byHand.length === 0 && here.mishaps() === 0) assertInvitedOnce(here.published);
        ends.add(incident.status);
      }),
      { numRuns: 150 },
    );
    expect([...ends].sort()).to.deep.equal(["administrative-action", "resolved", "withdrawn"]);
  });
});

/** An answer says what became of the submission, and nobody who came in time is turned away. */
function assertTrue(incident: Incident, { attempt, right, receivedAt, response }: Answered): void {
  const found = attemptOf(incident, attempt);
  const answersHash = secrets().hashAnswers(answersTo(found, right));
  const isStored = isSubmitted(found) && found.answersHash === answersHash;
  const isInTime = receivedAt < Date.parse(found.deadline);
  switch (response.statusCode) {
    case 200:
      expect(isStored).to.equal(true);
      break;
    case 409:
      expect({ isStored, isSubmitted: isSubmitted(found) }).to.deep.equal({
        isStored: false,
        isSubmitted: true,
      });
      break;
    case 410:
      expect(isInTime && (isStored || found.outcome === "missed")).to.equal(false);
      break;
    default:
      expect(response.statusCode, response.body).to.equal(503);
  }
}

/** Whoever is answered 200 for an attempt gets the same bytes as everybody else. */
function assertSame(answered: readonly Answered[]): void {
  const results = answered.filter(({ response }) => response.statusCode === 200);
  const different = new Set(results.map(({ attempt, response }) => `${attempt} ${response.body}`));
  expect(different.size).to.equal(new Set(results.map(({ attempt }) => attempt)).size);
}

function assertCodesWork(incident: Incident, published: readonly ExamEvent[]): void {
  for (const event of published)
    if (event.event === "exam-invitation" && isAttemptNumber(event.attempt))
      expect(attemptOf(incident, event.attempt).codeHashes).to.include(secrets().hashCode(event.examCode));
}

/** Nobody stops waiting for an attempt, and opens it again, where nothing went wrong. */
function assertInvitedOnce(published: readonly ExamEvent[]): void {
  const ids = published.filter(({ event }) => event === "exam-invitation").map(({ id }) => id);
  expect(ids).to.deep.equal([...new Set(ids)]);
}

/** The execution ended as the incident did, and told so once. */
function assertEnded(incident: Incident, here: World): void {
  const execution = here.execution();
  // Where a report crashed and was repeated after the withdrawal, nobody started it.
  if (execution === undefined && incident.status === "withdrawn" && here.mishaps() > 0) return;
  expect(execution?.status).to.equal("SUCCEEDED");
  expect(JSON.parse(execution?.output ?? "{}")).to.include({ status: incident.status });
  const ends = different(here.published, Object.values(END));
  expect(ends).to.have.length(1);
  expect(ends[0]).to.contain(`"event":"${END[incident.status]}"`);
}

/** Each outcome but a pass was told. */
function assertTold(incident: Incident, published: readonly ExamEvent[]): void {
  const outcomes = NUMBERS.flatMap((attempt) => closingEvents(incident, attempt));
  expect(different(published, OUTCOMES)).to.have.members(different(outcomes, OUTCOMES));
}

const different = (events: readonly ExamEvent[], names: readonly string[]): readonly string[] => [
  ...new Set(events.filter(({ event }) => names.includes(event)).map((event) => JSON.stringify(event))),
];
