/** aws.sns.Topic */
import { physicalName, type Kind } from "./kind";

export const topic: Kind = ({ name, inputs, account: { region, accountId } }) => {
  const topicName = physicalName(name, inputs);
  const arn = `arn:aws:sns:${region}:${accountId}:${topicName}`;
  return { id: arn, outputs: { name: topicName, arn, owner: accountId } };
};
