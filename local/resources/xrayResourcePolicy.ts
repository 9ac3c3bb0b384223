/** aws.xray.ResourcePolicy */
import type { Kind } from "./kind";

export const xrayResourcePolicy: Kind = ({ inputs }) => ({
  id: inputs.text("policyName"),
  outputs: { policyRevisionId: "1", lastUpdatedTime: "2026-01-01T00:00:00Z" },
});
