/** aws.cloudwatch.Dashboard */
import type { Kind } from "./kind";

export const dashboard: Kind = ({ inputs, account: { accountId } }) => {
  const id = inputs.text("dashboardName");
  // A dashboard belongs to no region.
  return { id, outputs: { dashboardArn: `arn:aws:cloudwatch::${accountId}:dashboard/${id}` } };
};
