/** aws.cloudwatch.EventRule */
import { physicalName, type Kind } from "./kind";

export const eventRule: Kind = ({ name, inputs, account: { region, accountId } }) => {
  const ruleName = physicalName(name, inputs);
  const arn = `arn:aws:events:${region}:${accountId}:rule/${ruleName}`;
  return { id: ruleName, outputs: { name: ruleName, arn } };
};
