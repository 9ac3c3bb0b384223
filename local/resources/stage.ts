/** aws.apigateway.Stage */
import type { Kind } from "./kind";

export const stage: Kind = ({ inputs, account: { region, accountId } }) => {
  const api = inputs.text("restApi");
  const stageName = inputs.text("stageName");
  return {
    id: `ags-${api}-${stageName}`,
    outputs: {
      arn: `arn:aws:apigateway:${region}::/restapis/${api}/stages/${stageName}`,
      executionArn: `arn:aws:execute-api:${region}:${accountId}:${api}/${stageName}`,
      invokeUrl: `https://${api}.execute-api.${region}.amazonaws.com/${stageName}`,
    },
  };
};
