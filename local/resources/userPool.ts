/** aws.cognito.UserPool */
import { generatedId, physicalName, type Kind } from "./kind";

export const userPool: Kind = ({ name, inputs, account: { region, accountId } }) => {
  const id = `${region}_${generatedId(name, 9)}`;
  return {
    id,
    outputs: {
      name: physicalName(name, inputs),
      arn: `arn:aws:cognito-idp:${region}:${accountId}:userpool/${id}`,
      endpoint: `cognito-idp.${region}.amazonaws.com/${id}`,
    },
  };
};
