/** aws.cognito.UserPoolDomain */
import type { Kind } from "./kind";

export const userPoolDomain: Kind = ({ inputs, account: { accountId } }) => ({
  id: inputs.text("domain"),
  outputs: { awsAccountId: accountId },
});
