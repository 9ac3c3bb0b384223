/** aws.apigateway.Deployment */
import { generatedId, type Kind } from "./kind";

export const deployment: Kind = ({ name }) => ({ id: generatedId(`deployment ${name}`, 6), outputs: {} });
