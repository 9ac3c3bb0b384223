/** aws.cloudwatch.LogGroup */
import { physicalName, type Kind } from "./kind";

export const logGroup: Kind = ({ name, inputs, account: { region, accountId } }) => {
  const groupName = physicalName(name, inputs);
  const arn = `arn:aws:logs:${region}:${accountId}:log-group:${groupName}`;
  return { id: groupName, outputs: { name: groupName, arn } };
};
