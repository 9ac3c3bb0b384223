/** aws.iam.Role */
import { generatedId, physicalName, type Kind } from "./kind";

export const role: Kind = ({ name, inputs, account: { accountId } }) => {
  const roleName = physicalName(name, inputs);
  const path = inputs.optionalText("path") ?? "/";
  return {
    id: roleName,
    outputs: {
      name: roleName,
      arn: `arn:aws:iam::${accountId}:role${path}${roleName}`,
      uniqueId: `AROA${generatedId(name, 17).toUpperCase()}`,
    },
  };
};
