/** aws.apigateway.DomainName and BasePathMapping */
import { generatedId, type Kind } from "./kind";

export const domainName: Kind = ({ inputs, account: { region } }) => {
  const name = inputs.text("domainName");
  return {
    id: name,
    outputs: {
      arn: `arn:aws:apigateway:${region}::/domainnames/${name}`,
      regionalDomainName: `d-${generatedId(name, 10)}.execute-api.${region}.amazonaws.com`,
    },
  };
};

export const basePathMapping: Kind = ({ inputs }) => ({ id: `${inputs.text("domainName")}/`, outputs: {} });
