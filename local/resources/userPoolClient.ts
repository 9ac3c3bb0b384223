/** aws.cognito.UserPoolClient */
import { generatedId, physicalName, type Kind } from "./kind";

export const userPoolClient: Kind = ({ name, inputs }) => {
  const id = generatedId(name, 26);
  return {
    id,
    outputs: {
      name: physicalName(name, inputs),
      clientSecret: inputs.properties["generateSecret"] === true ? generatedId(`${name}/secret`, 52) : "",
    },
  };
};
