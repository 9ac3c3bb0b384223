/** The OpenAPI document that the program registered, as the gateway reads it; what it would not honour is refused. */
import { isRecord, parseRecord, read, readState, type Reader, type Resource } from "../inputs";
import { gatewayResponses, type GatewayResponses } from "./gatewayResponses";

export interface Route {
  /** Upper case, or ANY. */
  readonly method: string;
  /** With parameters in braces; the last may be greedy: `{proxy+}`. */
  readonly path: string;
  readonly functionArn: string;
  readonly timeoutMs: number;
  /** Checked before the function is invoked, where the document names a validator that does. */
  readonly requiredParameters: readonly { readonly name: string; readonly in: string }[];
}

export interface Api {
  readonly id: string;
  readonly name: string;
  readonly stage: string;
  readonly executionArn: string;
  readonly routes: readonly Route[];
  readonly responses: GatewayResponses;
  /** Whether a request begins a trace that is kept. */
  readonly traced: boolean;
  /** Media types whose bodies are handed on in base64. */
  readonly binaryMediaTypes: readonly string[];
}

/** How long the gateway waits for an integration, unless the document says less. */
const TIMEOUT_MS = 29_000;

const METHODS = ["get", "put", "post", "delete", "patch", "head", "options", "trace"];
const ANY = "x-amazon-apigateway-any-method";

/** The API of a stage. */
export function readApi(restApi: Resource, stage: Resource): Api {
  const state = readState(restApi);
  const what = `The document of RestApi "${restApi.name}"`;
  const document = read(what, parseRecord(what, state.text("body")));
  refuseAuthorizers(what, document);
  const paths = document.record("paths");
  return {
    id: restApi.id,
    name: state.optionalText("name") ?? restApi.name,
    stage: readState(stage).text("stageName"),
    executionArn: state.text("executionArn"),
    routes: Object.keys(paths.properties).flatMap((path) => routesOf(document, path, paths.record(path))),
    traced: stage.state["xrayTracingEnabled"] === true,
    responses: gatewayResponses(document.record("x-amazon-apigateway-gateway-responses")),
    binaryMediaTypes: [
      ...state.texts("binaryMediaTypes"),
      ...document.texts("x-amazon-apigateway-binary-media-types"),
    ],
  };
}

function routesOf(document: Reader, path: string, item: Reader): readonly Route[] {
  return [...METHODS, ANY]
    .filter((method) => isRecord(item.properties[method]))
    .map((method) => {
      const operation = item.record(method);
      const integration = operation.record("x-amazon-apigateway-integration");
      const type = integration.text("type").toLowerCase();
      if (type !== "aws_proxy")
        throw new Error(`${path} ${method}: the integration type ${type} does not run here, aws_proxy does.`);
      return {
        method: method === ANY ? "ANY" : method.toUpperCase(),
        path,
        functionArn: functionOf(integration.text("uri")),
        timeoutMs: integration.optionalNumber("timeoutInMillis") ?? TIMEOUT_MS,
        requiredParameters: requiredParameters(document, item, operation),
      };
    });
}

/** `arn:aws:apigateway:<region>:lambda:path/2015-03-31/functions/<function ARN>/invocations` */
function functionOf(uri: string): string {
  const arn = /:lambda:path\/2015-03-31\/functions\/(.+)\/invocations$/.exec(uri)?.[1];
  if (arn === undefined) throw new Error(`The integration ${uri} invokes no Lambda function.`);
  return arn;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html */
function requiredParameters(document: Reader, item: Reader, operation: Reader): Route["requiredParameters"] {
  const key = "x-amazon-apigateway-request-validator";
  const name = operation.optionalText(key) ?? document.optionalText(key);
  if (name === undefined) return [];
  const validator = document.record("x-amazon-apigateway-request-validators").record(name);
  if (
    validator.properties["validateRequestBody"] === true &&
    operation.properties["requestBody"] !== undefined
  )
    throw new Error(`The validator ${name} checks bodies, which the gateway of this machine does not.`);
  if (validator.properties["validateRequestParameters"] !== true) return [];
  return [...item.records("parameters"), ...operation.records("parameters")]
    .filter((parameter) => parameter.properties["required"] === true)
    .map((parameter) => ({ name: parameter.text("name"), in: parameter.text("in") }));
}

/**
 * Signed requests (AWS_IAM) are let in unsigned: on loopback there is nobody to sign as. A scheme without API
 * Gateway's extension is documentation, for AWS too. An authorizer is not emulated, and must not seem to be.
 */
function refuseAuthorizers(what: string, document: Reader): void {
  const schemes = document.record("components").record("securitySchemes");
  for (const name of Object.keys(schemes.properties)) {
    const scheme = schemes.record(name);
    const type = scheme.optionalText("x-amazon-apigateway-authtype") ?? "awsSigv4";
    if (type !== "awsSigv4" || scheme.properties["x-amazon-apigateway-authorizer"] !== undefined)
      throw new Error(`${what}: the authorizer ${name} (${type}) is not emulated on this machine.`);
  }
}
