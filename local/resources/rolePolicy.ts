/** aws.iam.RolePolicy */
import { physicalName, type Kind } from "./kind";

export const rolePolicy: Kind = ({ name, inputs }) => {
  const policyName = physicalName(name, inputs);
  return { id: `${inputs.text("role")}:${policyName}`, outputs: { name: policyName } };
};
