/** What of the settings functions are told, as the texts of their environment. */
import { MAX_OPEN_DAYS } from "../workflow/contract";
import type { Settings } from "./settings";

/** By the names under which handlers/aws.ts reads them. */
type Name = "EXAM_PAGE" | "REMINDER_SECONDS" | "GRACE_SECONDS" | "RETENTION_DAYS" | "CORS_ORIGINS";

export interface Variables extends Readonly<Record<Name, string>> {
  /** All that opening an attempt needs. */
  readonly EXAM: Readonly<Record<string, string>>;
}

export function variablesOf({ dayEnd, ...settings }: Settings): Variables {
  const { examPage: EXAM_PAGE } = settings;
  const REMINDER_SECONDS = String(settings.reminderSeconds);
  return {
    EXAM_PAGE,
    REMINDER_SECONDS,
    GRACE_SECONDS: String(settings.graceSeconds),
    // An execution whose wake was lost ends with its deadline, and its name must not be free before the item is gone.
    RETENTION_DAYS: String(settings.incidentRetentionDays + MAX_OPEN_DAYS),
    CORS_ORIGINS: settings.corsOrigins.join(" "),
    EXAM: {
      EXAM_PAGE,
      REMINDER_SECONDS,
      QUESTIONS_PER_PAPER: String(settings.questionsPerPaper),
      PASS_MARK: String(settings.passMark),
      ...(dayEnd && { TIME_ZONE: dayEnd.timeZone, DAY_END_MINUTES: String(dayEnd.minutes) }),
    },
  };
}
