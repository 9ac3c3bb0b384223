/** aws.apigateway.RestApi */
import { generatedId, physicalName, type Kind } from "./kind";

export const restApi: Kind = ({ name, inputs, account: { region, accountId } }) => {
  const id = generatedId(name, 10);
  return {
    id,
    outputs: {
      name: physicalName(name, inputs),
      arn: `arn:aws:apigateway:${region}::/restapis/${id}`,
      executionArn: `arn:aws:execute-api:${region}:${accountId}:${id}`,
      rootResourceId: generatedId(`${name}/`, 10),
      apiKeySource: inputs.optionalText("apiKeySource") ?? "HEADER",
      // Answered also where the program says nothing of them: the version of a deployment is made of all these.
      minimumCompressionSize: inputs.optionalText("minimumCompressionSize") ?? "",
      policy: inputs.optionalText("policy") ?? "",
    },
  };
};
