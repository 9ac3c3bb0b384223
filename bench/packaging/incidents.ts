/** What the table holds while a function starts, as plain objects. */
import { incidentId } from "../../workflow/contract";
import { reported } from "../../workflow/incident";

export const MACHINE_CLIENT = "machine";

export const REPORTED = reported(
  incidentId("2026-hist101-0042"),
  { studentId: "s1234567", email: "student@university.example", course: "HIST101", assessment: "Essay 2" },
  { now: Date.UTC(2026, 2, 2, 9), requestId: "request-1", by: `machine:${MACHINE_CLIENT}` },
);

const ATTEMPT = {
  openedAt: "2026-03-02T09:00:01.000Z",
  deadline: "2026-03-16T09:00:01.000Z",
  questionIds: ["q-one", "q-two", "q-three", "q-four", "q-five"],
  passMark: 4,
  codeHashes: ["0".repeat(64)],
  token: "t".repeat(700),
};

/** The same incident with its first attempt open, past its deadline; and as it is once that was missed. */
export const OPEN = { ...REPORTED, incidentId: "2026-hist101-0043", version: 2, attempts: { 1: ATTEMPT } };
export const MISSED = { ...OPEN, version: 3, attempts: { 1: { ...ATTEMPT, outcome: "missed" } } };
