/** aws.apigateway.Account: one per account and region. */
import type { Kind } from "./kind";

export const apiGatewayAccount: Kind = () => ({ id: "api-gateway-account", outputs: {} });
