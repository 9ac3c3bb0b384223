/** aws.sfn.StateMachine */
import { physicalName, type Kind } from "./kind";

export const stateMachine: Kind = ({ name, inputs, account: { region, accountId } }) => {
  const machineName = physicalName(name, inputs);
  const arn = `arn:aws:states:${region}:${accountId}:stateMachine:${machineName}`;
  return { id: arn, outputs: { name: machineName, arn, status: "ACTIVE" } };
};
