/** aws.apigateway.MethodSettings */
import type { Kind } from "./kind";

export const methodSettings: Kind = ({ inputs }) => ({
  id: [inputs.text("restApi"), inputs.text("stageName"), inputs.text("methodPath")].join("-"),
  outputs: {},
});
