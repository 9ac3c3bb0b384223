/** aws.iam.RolePolicyAttachment */
import { generatedId, type Kind } from "./kind";

export const rolePolicyAttachment: Kind = ({ name, inputs }) => ({
  id: `${inputs.text("role")}-${generatedId(name, 26)}`,
  outputs: {},
});
