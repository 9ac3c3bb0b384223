/** The indexes of the table of incidents. None holds attempts: a token or a code hash must not be copied around. */

export interface Index {
  readonly name: string;
  readonly hashKey: string;
  readonly rangeKey: string;
  /** What it holds beside the keys. */
  readonly attributes: readonly string[];
}

const listed = ["studentId", "course", "assessment", "status", "reportedAt", "closedAt"];
const besides = (...keys: string[]) => listed.filter((attribute) => !keys.includes(attribute));

export const INDEXES = {
  byStatus: {
    name: "byStatus",
    hashKey: "status",
    rangeKey: "reportedAt",
    attributes: besides("status", "reportedAt"),
  },
  byStudent: {
    name: "byStudent",
    hashKey: "studentId",
    rangeKey: "reportedAt",
    attributes: besides("studentId", "reportedAt"),
  },
  /** One partition for each day of change, so that none grows without end. Items are where their latest change is. */
  byChange: {
    name: "byChange",
    hashKey: "changedOn",
    rangeKey: "changedAt",
    attributes: [...listed, "version"],
  },
  /** Sparse: `dueAt` is there only while an incident is open. Finds what is due. */
  openByDueAt: { name: "openByDueAt", hashKey: "status", rangeKey: "dueAt", attributes: ["version"] },
} as const satisfies Readonly<Record<string, Index>>;
