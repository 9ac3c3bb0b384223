/** The AWS Query protocol: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
import { randomUUID } from "node:crypto";
import type { Answer, Fault, Service, ServiceRequest } from "./service";

/** An answer of an operation: `fields` are the members of its result. */
export const queryAnswer = (
  namespace: string,
  operation: string,
  fields: Readonly<Record<string, string>>,
): Answer =>
  xml(
    200,
    element(
      `${operation}Response`,
      element(`${operation}Result`, members(fields)) +
        element("ResponseMetadata", element("RequestId", randomUUID())),
      namespace,
    ),
  );

/** What every service of this protocol has in common. */
export const queryProtocol = (
  namespace: string,
): Pick<Service, "read" | "refuse" | "accessDenied" | "unrecognizedClient"> => ({
  read: ({ body }: ServiceRequest) => {
    const input = Object.fromEntries(new URLSearchParams(body));
    return { operation: input["Action"] ?? "", input };
  },
  refuse: ({ status, code, message }: Fault) => {
    const error = members({ Type: status < 500 ? "Sender" : "Receiver", Code: code, Message: message });
    const content = element("Error", error) + element("RequestId", randomUUID());
    return xml(status, element("ErrorResponse", content, namespace));
  },
  accessDenied: { status: 403, code: "AuthorizationError" },
  unrecognizedClient: { status: 403, code: "InvalidClientTokenId" },
});

const xml = (status: number, body: string): Answer => ({
  status,
  headers: { "content-type": "text/xml" },
  body,
});

const members = (fields: Readonly<Record<string, string>>) =>
  Object.entries(fields)
    .map(([name, value]) => element(name, escape(value)))
    .join("");

const element = (name: string, content: string, namespace?: string) =>
  `<${name}${namespace === undefined ? "" : ` xmlns="${namespace}"`}>${content}</${name}>`;

const escape = (text: string) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
