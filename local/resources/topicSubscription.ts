/** aws.sns.TopicSubscription */
import { generatedId, type Kind } from "./kind";

export const topicSubscription: Kind = ({ name, inputs, account: { accountId } }) => {
  const arn = `${inputs.text("topic")}:${generatedId(name, 32)}`;
  return { id: arn, outputs: { arn, ownerId: accountId, pendingConfirmation: false } };
};
