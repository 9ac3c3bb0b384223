/**
 * The segments that API Gateway and Lambda write
 * (https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html). What failed is flagged, and says
 * no more: messages can hold secrets.
 */
import type { Properties } from "../inputs";
import { newId, type Hop } from "./header";

/** Takes a document; one with the id of an earlier one takes its place. */
export type OnSegment = (document: Properties) => void;

/** Milliseconds since 1970. */
export interface Times {
  readonly from: number;
  readonly to: number;
}

/** In documents: seconds since 1970. */
export const seconds = (milliseconds: number): number => milliseconds / 1000;

const times = ({ from, to }: Times) => ({ start_time: seconds(from), end_time: seconds(to) });

/** Who is to blame: the client, or the service. */
const flags = (status: number) => ({
  ...(status >= 400 && status < 500 && { error: true }),
  ...(status === 429 && { throttle: true }),
  ...(status >= 500 && { fault: true }),
});

/** What a request was answered, and, inside, the call of the function; its id is the parent that the function gets. */
export function gatewaySegment(request: {
  /** As the function gets it. */
  readonly hop: Hop;
  /** The segment of the client, where it wrote one. */
  readonly caller?: string | undefined;
  readonly api: {
    readonly id: string;
    readonly name: string;
    readonly stage: string;
    readonly accountId: string;
  };
  readonly requestId: string;
  readonly method: string;
  /** Without the query. */
  readonly url: string;
  readonly status: number;
  readonly at: Times;
  /** Nothing where no function was called. */
  readonly integration?: Times & { readonly functionName: string; readonly failed: boolean };
}): Properties {
  const { hop, caller, api, requestId, method, url, status, at, integration } = request;
  return {
    id: newId(),
    trace_id: hop.root,
    ...(caller !== undefined && { parent_id: caller }),
    name: `${api.name}/${api.stage}`,
    origin: "AWS::ApiGateway::Stage",
    ...times(at),
    http: { request: { method, url }, response: { status } },
    aws: {
      api_gateway: {
        account_id: api.accountId,
        rest_api_id: api.id,
        stage: api.stage,
        request_id: requestId,
      },
    },
    ...flags(status),
    ...(integration && {
      subsegments: [
        {
          id: hop.parent,
          name: "Lambda",
          namespace: "aws",
          ...times(integration),
          aws: { operation: "Invoke", function_name: integration.functionName },
          ...(integration.failed && { fault: true }),
        },
      ],
    }),
  };
}

/**
 * Lambda's two: the service, and the function in it, under which the SDK's subsegments stand
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html).
 */
export function lambdaSegments(invocation: {
  /** As the caller gave it. */
  readonly hop: Hop;
  /** The parent that the function was given. */
  readonly functionSegment: string;
  readonly name: string;
  readonly arn: string;
  readonly requestId: string;
  readonly failed: boolean;
  /** From the call, waiting in line included. */
  readonly at: Times;
  /** Of the process; nothing where it was warm. */
  readonly initialization?: Times | undefined;
  /** Of the handler; nothing where it did not come to that. */
  readonly invocation?: Times | undefined;
}): readonly Properties[] {
  const { hop, functionSegment, name, arn, requestId, failed, at, initialization } = invocation;
  const service = newId();
  const fault = failed && { fault: true };
  const common = { trace_id: hop.root, name, resource_arn: arn, ...fault };
  const ran = invocation.invocation;
  const phases = [
    initialization && { id: newId(), name: "Initialization", ...times(initialization), ...(!ran && fault) },
    ran && { id: newId(), name: "Invocation", ...times(ran), ...fault },
  ].filter((phase) => phase !== undefined);
  return [
    {
      ...common,
      id: service,
      ...(hop.parent !== undefined && { parent_id: hop.parent }),
      origin: "AWS::Lambda",
      ...times(at),
      aws: { request_id: requestId },
    },
    {
      ...common,
      id: functionSegment,
      parent_id: service,
      origin: "AWS::Lambda::Function",
      ...times({ from: (initialization ?? ran ?? at).from, to: at.to }),
      aws: { function_arn: arn, request_id: requestId },
      ...(phases.length > 0 && { subsegments: phases }),
    },
  ];
}
