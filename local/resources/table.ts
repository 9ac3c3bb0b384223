/** aws.dynamodb.Table */
import { physicalName, type Kind } from "./kind";

export const table: Kind = ({ name, inputs, account: { region, accountId } }) => {
  const tableName = physicalName(name, inputs);
  const arn = `arn:aws:dynamodb:${region}:${accountId}:table/${tableName}`;
  return { id: tableName, outputs: { name: tableName, arn } };
};
