/**
 * https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html and
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-api-gateway.html
 */
import type { Json } from "../json";
import type { Call, Rows, TokenOutput } from "./row";

export type Method = "DELETE" | "GET" | "HEAD" | "OPTIONS" | "PATCH" | "POST" | "PUT";

interface HttpRequest {
  readonly ApiEndpoint: string;
  readonly Method: Method;
  readonly Headers?: Readonly<Record<string, Json>>;
  readonly QueryParameters?: Readonly<Record<string, Json>>;
  readonly RequestBody?: Json;
  readonly Transform?: {
    readonly RequestBodyEncoding: "NONE" | "URL_ENCODED";
    readonly RequestEncodingOptions?: { readonly ArrayFormat: "BRACKETS" | "COMMAS" | "INDICES" | "REPEAT" };
  };
}

interface Connection {
  readonly ConnectionArn: string;
}

/** An EventBridge connection signs the request, or also leads it to a private endpoint. */
export type HttpInvoke = HttpRequest &
  (
    | { readonly Authentication: Connection; readonly InvocationConfig?: never }
    | { readonly InvocationConfig: Connection; readonly Authentication?: never }
  );

export interface HttpResult {
  /** JSON where the response says that it is. */
  readonly ResponseBody: Json;
  readonly Headers: Readonly<Record<string, readonly string[]>>;
  readonly StatusCode: number;
  readonly StatusText: string;
}

export interface ApiGatewayInvoke {
  /** `id.execute-api.region.amazonaws.com`. */
  readonly ApiEndpoint: string;
  readonly Method: Method;
  readonly Stage?: string;
  readonly Path?: string;
  readonly Headers?: Readonly<Record<string, readonly Json[]>>;
  readonly QueryParameters?: Readonly<Record<string, readonly Json[]>>;
  readonly RequestBody?: Json;
  readonly AllowNullValues?: boolean;
  /** Default NO_AUTH. */
  readonly AuthType?: "IAM_ROLE" | "NO_AUTH" | "RESOURCE_POLICY";
}

export interface HttpCalls {
  readonly "http:invoke": Call<HttpInvoke, { readonly "": HttpResult }>;
  readonly "apigateway:invoke": Call<
    ApiGatewayInvoke,
    { readonly "": HttpResult; readonly ".waitForTaskToken": TokenOutput }
  >;
}

export const HTTP: Rows<HttpCalls> = {
  "http:invoke": {
    patterns: { "": true },
    requiredArguments: [["ApiEndpoint"], ["Method"], ["Authentication", "InvocationConfig"]],
  },
  "apigateway:invoke": {
    patterns: { "": true, ".waitForTaskToken": true },
    requiredArguments: [["ApiEndpoint"], ["Method"]],
  },
};
