/** aws.cognito.ResourceServer */
import type { Kind } from "./kind";

export const resourceServer: Kind = ({ inputs }) => {
  const identifier = inputs.text("identifier");
  return {
    id: `${inputs.text("userPoolId")}|${identifier}`,
    outputs: {
      scopeIdentifiers: inputs.records("scopes").map((scope) => `${identifier}/${scope.text("scopeName")}`),
    },
  };
};
