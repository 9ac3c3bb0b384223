/** aws.sns.TopicPolicy */
import type { Kind } from "./kind";

export const topicPolicy: Kind = ({ inputs, account: { accountId } }) => ({
  id: inputs.text("arn"),
  outputs: { owner: accountId },
});
