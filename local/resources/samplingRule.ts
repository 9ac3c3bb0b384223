/** aws.xray.SamplingRule */
import { physicalName, type Kind } from "./kind";

export const samplingRule: Kind = ({ name, inputs, account: { region, accountId } }) => {
  const ruleName = inputs.optionalText("ruleName") ?? physicalName(name, inputs);
  return {
    id: ruleName,
    outputs: { ruleName, arn: `arn:aws:xray:${region}:${accountId}:sampling-rule/${ruleName}` },
  };
};
