/** aws.lambda.Permission */
import { generatedId, type Kind } from "./kind";

export const permission: Kind = ({ name, inputs }) => {
  const statementId = inputs.optionalText("statementId") ?? `${name}-${generatedId(name, 7)}`;
  return { id: statementId, outputs: { statementId } };
};
