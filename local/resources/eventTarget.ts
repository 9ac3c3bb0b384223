/** aws.cloudwatch.EventTarget */
import { generatedId, type Kind } from "./kind";

export const eventTarget: Kind = ({ name, inputs }) => {
  const targetId = inputs.optionalText("targetId") ?? `${name}-${generatedId(name, 7)}`;
  return { id: `${inputs.text("rule")}-${targetId}`, outputs: { targetId } };
};
