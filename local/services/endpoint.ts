/**
 * The AWS APIs on one loopback port: the clients inside the functions talk to it, each service in its own protocol.
 * A call is let through when a policy of the caller's role allows it, as in AWS.
 */
import { createServer, type IncomingMessage } from "node:http";
import type { Refusal } from "../iam";
import { listen, readBody, type LoopbackServer } from "../loopback";
import type { Callers } from "./callers";
import { jsonProtocol } from "./json";
import { isFault, type Answer, type Fault, type Service } from "./service";

/** Of a request, in bytes: as much as DynamoDB takes. */
const MAX_BODY = 16_777_216;

export function startEndpoint(
  services: readonly Service[],
  callers: Callers,
  refusal: Refusal,
): Promise<LoopbackServer> {
  const server = createServer((request, response) => {
    answer(request)
      .then(({ status, headers, body }) => {
        response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) }).end(body);
      })
      .catch(() => request.destroy());
  });

  async function answer(request: IncomingMessage): Promise<Answer> {
    const signer = signerOf(request);
    const service = services.find(({ signingName }) => signingName === signer?.service);
    const refuse = service?.refuse ?? jsonProtocol("").refuse;
    try {
      if (!signer) return refuse(MISSING_TOKEN);
      if (!service) return refuse(unknownOperation(`any of the service ${signer.service}`));
      const caller = callers.find(signer.accessKeyId);
      if (!caller)
        return refuse({
          ...service.unrecognizedClient,
          message: "The security token included in the request is invalid.",
        });
      const body = (await readBody(request, MAX_BODY))?.toString();
      if (body === undefined) return refuse(TOO_LARGE);
      const { operation: name, input } = service.read({ headers: request.headers, body });
      const operation = Object.hasOwn(service.operations, name) ? service.operations[name] : undefined;
      if (!operation) return refuse(unknownOperation(`${service.signingName}:${name}`));
      const resource = operation.resource(input);
      const reason = refusal(caller.roleArn, operation.action, resource);
      if (reason === undefined)
        return await operation.run({ input, request: { headers: request.headers, body } });
      const message = `User: ${caller.arn} is not authorized to perform: ${operation.action} on resource: ${resource} ${reason}`;
      return refuse({ ...service.accessDenied, message });
    } catch (error) {
      return refuse(
        isFault(error) ? error.fault : { status: 500, code: "InternalFailure", message: String(error) },
      );
    }
  }

  return listen(server, 0);
}

const MISSING_TOKEN: Fault = {
  status: 403,
  code: "MissingAuthenticationTokenException",
  message: "Missing Authentication Token",
};
const TOO_LARGE: Fault = { status: 413, code: "RequestEntityTooLarge", message: "The request is too large." };

const unknownOperation = (what: string): Fault => ({
  status: 400,
  code: "UnknownOperationException",
  message: `The operation ${what} is not served on this machine.`,
});

/** Who signed, and for which service: `Credential=<key id>/<date>/<region>/<service>/aws4_request`. */
function signerOf({ headers }: IncomingMessage): { accessKeyId: string; service: string } | undefined {
  const [, accessKeyId, service] =
    /^AWS4-HMAC-SHA256 .*\bCredential=([^/,\s]+)\/[^/]*\/[^/]*\/([^/]+)\/aws4_request/.exec(
      headers.authorization ?? "",
    ) ?? [];
  return accessKeyId !== undefined && service !== undefined ? { accessKeyId, service } : undefined;
}
