/** The OpenAPI document that the program registered, as the gateway reads it; what it would not honour is refused. */
import { isRecord, parseRecord, read, readState, type Reader, type Resource } from "../inputs";
import type { Authorizer } from "./authorizer";
import { gatewayResponses, type GatewayResponses } from "./gatewayResponses";
import { readThrottling, type Throttling } from "./throttling";

export interface Route {
  /** Upper case, or ANY. */
  readonly method: string;
  /** With parameters in braces; the last may be greedy: `{proxy+}`. */
  readonly path: string;
  readonly functionArn: string;
  readonly timeoutMs: number;
  /** Nothing where anybody may call. */
  readonly authorizer: Authorizer | undefined;
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
  /** Of each route by itself. */
  readonly throttling: Throttling | undefined;
  /** Whether a request begins a trace that is kept. */
  readonly traced: boolean;
  /** Media types whose bodies are handed on in base64. */
  readonly binaryMediaTypes: readonly string[];
}

/** How long the gateway waits for an integration, unless the document says less. */
const TIMEOUT_MS = 29_000;

const METHODS = ["get", "put", "post", "delete", "patch", "head", "options", "trace"];
const ANY = "x-amazon-apigateway-any-method";

/** The API of a stage, with the settings of its methods. */
export function readApi(restApi: Resource, stage: Resource, settings: readonly Resource[]): Api {
  const state = readState(restApi);
  const what = `The document of RestApi "${restApi.name}"`;
  const document = read(what, parseRecord(what, state.text("body")));
  const schemes = readSchemes(what, document);
  const paths = document.record("paths");
  const stageName = readState(stage).text("stageName");
  return {
    id: restApi.id,
    name: state.optionalText("name") ?? restApi.name,
    stage: stageName,
    executionArn: state.text("executionArn"),
    routes: Object.keys(paths.properties).flatMap((path) =>
      routesOf(document, schemes, path, paths.record(path)),
    ),
    throttling: readThrottling(restApi, stageName, settings),
    traced: stage.state["xrayTracingEnabled"] === true,
    responses: gatewayResponses(document.record("x-amazon-apigateway-gateway-responses")),
    binaryMediaTypes: [
      ...state.texts("binaryMediaTypes"),
      ...document.texts("x-amazon-apigateway-binary-media-types"),
    ],
  };
}

function routesOf(document: Reader, schemes: Schemes, path: string, item: Reader): readonly Route[] {
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
        authorizer: authorizerOf(`${path} ${method}`, document, schemes, operation),
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

type Schemes = ReadonlyMap<string, Omit<Authorizer, "scopes">>;

const AUTHORIZER = "x-amazon-apigateway-authorizer";
const AUTHTYPE = "x-amazon-apigateway-authtype";

/**
 * The authorizers of user pools. A scheme without API Gateway's extension is documentation, for AWS too. Anything else
 * is not emulated, and must not seem to be.
 */
function readSchemes(what: string, document: Reader): Schemes {
  const declared = document.record("components").record("securitySchemes");
  const schemes = Object.keys(declared.properties).map((name) => [name, declared.record(name)] as const);
  return new Map(
    schemes
      .filter(([, { properties }]) => AUTHTYPE in properties || AUTHORIZER in properties)
      .map(([name, scheme]) => {
        const authtype = scheme.optionalText(AUTHTYPE);
        const authorizer = scheme.record(AUTHORIZER);
        const type = authorizer.optionalText("type");
        const surplus = Object.keys(authorizer.properties).find((key) => !UNDERSTOOD.includes(key));
        if (authtype !== COGNITO || type !== COGNITO || scheme.text("in") !== "header")
          throw new Error(
            `${what}: the authorizer ${name} (${type ?? authtype ?? "no type"}) is not emulated on this machine, ${COGNITO} in a header is.`,
          );
        if (surplus !== undefined)
          throw new Error(`${what}: ${surplus} of the authorizer ${name} is not emulated on this machine.`);
        const header = scheme.text("name").toLowerCase();
        return [name, { header, providerArns: authorizer.texts("providerARNs") }] as const;
      }),
  );
}

const COGNITO = "cognito_user_pools";
const UNDERSTOOD = ["type", "providerARNs"];

/** What the operation says of its security goes before what the document says. */
function authorizerOf(
  what: string,
  document: Reader,
  schemes: Schemes,
  operation: Reader,
): Authorizer | undefined {
  const secured = operation.properties["security"] === undefined ? document : operation;
  const [wanted, ...others] = secured.records("security").flatMap((requirement) =>
    Object.keys(requirement.properties).flatMap((name) => {
      const scheme = schemes.get(name);
      return scheme ? [{ ...scheme, scopes: requirement.texts(name) }] : [];
    }),
  );
  if (others.length > 0) throw new Error(`${what} names ${others.length + 1} authorizers: a method has one.`);
  return wanted;
}
