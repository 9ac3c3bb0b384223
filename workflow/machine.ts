/** THE state machine: a student sits the exam, up to three times. */
import {
  choice,
  exists,
  fail,
  invoke,
  invokeAndWait,
  is,
  orElse,
  stateMachine,
  succeed,
  type LambdaContract,
} from "./asl/build";
import type { CloseAttempt, Closed, OpenAttempt, OpenAttemptError, Sitting } from "./contract";

export interface ExamFunctions {
  readonly openAttempt: LambdaContract<OpenAttempt, void, OpenAttemptError>;
  readonly closeAttempt: LambdaContract<CloseAttempt, Closed>;
}

export interface ExamTimes {
  /** How long an attempt is open. */
  readonly windowSeconds: number;
  /** Between a deadline and the moment when `missed` may be written. */
  readonly graceSeconds: number;
}

/** With the types of its states: what it is started with, and what its tasks take and answer. */
export type ExamMachine = ReturnType<typeof examMachine>;

/** What is transient passes: up to eight and a half minutes of retries, then the execution fails where it can be redriven. */
const patiently = { maxAttempts: 8, intervalSeconds: 2, backoffRate: 2, maxDelaySeconds: 300, jitter: true };

// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types -- the types of its states are its type
export const examMachine = (functions: ExamFunctions, times: ExamTimes) =>
  stateMachine<Sitting>()({
    comment: "A student reported for plagiarism sits the referencing exam, up to three times.",
    startAt: "SitExam",
    states: {
      SitExam: invokeAndWait<Sitting>()({
        comment: "Open the attempt, invite the student, and wait for the submission or the deadline.",
        function: functions.openAttempt,
        payload: ({ input, context }) => ({
          v: 1,
          incidentId: input.incidentId,
          attempt: input.attempt,
          enteredAt: context.State.EnteredTime,
          windowSeconds: times.windowSeconds,
          graceSeconds: times.graceSeconds,
          resumed: exists(input.waitSeconds),
          taskToken: context.Task.Token,
        }),
        // closeAttempt says how long where the deadline was moved.
        timeoutSeconds: ({ input }) => orElse(input.waitSeconds, times.windowSeconds + times.graceSeconds),
        retry: [
          { errors: ["AttemptClosed"], maxAttempts: 0 },
          // Never States.ALL or States.Timeout: a retry after the deadline would open the window again.
          { errors: ["States.TaskFailed"], ...patiently },
        ],
        catch: [{ errors: ["States.Timeout", "AttemptClosed"], next: "CloseAttempt" }],
        // What wakes the state carries nothing: the outcome is where the waker wrote it.
        output: ({ input }) => input,
        next: "CloseAttempt",
      }),
      CloseAttempt: invoke<Sitting>()({
        comment: "Record a missed attempt, tell who must know, and say where the incident stands.",
        function: functions.closeAttempt,
        payload: ({ input }) => ({
          v: 1,
          incidentId: input.incidentId,
          attempt: input.attempt,
          graceSeconds: times.graceSeconds,
        }),
        timeoutSeconds: 60,
        retry: [{ errors: ["States.TaskFailed", "States.Timeout"], ...patiently }],
        next: "Status",
      }),
      Status: choice<Closed>()({
        comment: "Where does the incident stand?",
        rules: ({ input }) => [
          { when: is(input.status, "awaiting-exam"), next: "SitExam" },
          { when: is(input.status, "resolved"), next: "Resolved" },
          { when: is(input.status, "administrative-action"), next: "AdministrativeAction" },
          { when: is(input.status, "withdrawn"), next: "Withdrawn" },
        ],
        otherwise: "UnknownStatus",
      }),
      Resolved: succeed<Closed>()({ comment: "The student passed." }),
      AdministrativeAction: succeed<Closed>()({ comment: "Three attempts are used without a pass." }),
      Withdrawn: succeed<Closed>()({ comment: "The incident was reported in error." }),
      UnknownStatus: fail()({
        error: "UnknownStatus",
        cause: "closeAttempt answered a status that this definition does not know.",
      }),
    },
  });
