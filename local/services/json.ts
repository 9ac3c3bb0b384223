/** The AWS JSON 1.0 protocol: https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html */
import { randomUUID } from "node:crypto";
import { parseRecord, type Properties } from "../inputs";
import { fault, type Answer, type Fault, type Service, type ServiceRequest } from "./service";

export const jsonAnswer = (status: number, body: Properties): Answer => ({
  status,
  headers: { "content-type": "application/x-amz-json-1.0", "x-amzn-requestid": randomUUID() },
  body: JSON.stringify(body),
});

/** What every service of this protocol has in common. `prefix` is that of its `X-Amz-Target`. */
export const jsonProtocol = (
  prefix: string,
): Pick<Service, "read" | "refuse" | "accessDenied" | "unrecognizedClient"> => ({
  read: ({ headers, body }: ServiceRequest) => {
    const target = String(headers["x-amz-target"]);
    if (!target.startsWith(`${prefix}.`))
      throw fault("UnknownOperationException", `Unknown target: ${target}`);
    return { operation: target.slice(prefix.length + 1), input: parse(body) };
  },
  refuse: ({ status, code, message }: Fault) => jsonAnswer(status, { __type: code, message }),
  accessDenied: { status: 400, code: "AccessDeniedException" },
  unrecognizedClient: { status: 400, code: "UnrecognizedClientException" },
});

function parse(body: string): Properties {
  try {
    return parseRecord("The body", body);
  } catch (error) {
    throw fault("SerializationException", String(error));
  }
}
