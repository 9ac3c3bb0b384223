/** Answering on the wire, whatever the client did. */
import { STATUS_CODES, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { GatewayAnswer } from "./gatewayResponses";
import type { ProxyAnswer } from "./proxyAnswer";

/** How long a client may take to read an answer that came before all of its request, in milliseconds. */
const LINGER = 1_000;

export function send(response: ServerResponse, answer: ProxyAnswer | GatewayAnswer): void {
  const { req: request } = response;
  // The rest of a body that is too large is not read.
  if (request.isPaused() && !request.readableEnded) {
    sendRaw(request.socket, answer);
    return;
  }
  response.statusCode = answer.status;
  for (const [name, value] of headersOf(answer)) response.setHeader(name, value);
  response.end(answer.body);
}

/**
 * Answers a request that was not read to its end, or could not be. The connection ends a moment later: at once
 * would take the answer away from a client that is still sending.
 */
export function sendRaw(socket: Duplex, answer: ProxyAnswer | GatewayAnswer): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const lines = [
    `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ""}`,
    ...headersOf(answer).map(([name, value]) => `${name}: ${[value].flat().join(", ")}`),
    `Content-Length: ${Buffer.byteLength(answer.body)}`,
    "Connection: close",
  ];
  const timer = setTimeout(() => socket.destroy(), LINGER);
  socket.once("close", () => {
    clearTimeout(timer);
  });
  socket.end(`${lines.join("\r\n")}\r\n\r\n${answer.body.toString()}`);
}

/** A body without a type is JSON, to API Gateway. */
const headersOf = ({ headers, body }: ProxyAnswer | GatewayAnswer): [string, string | string[]][] => {
  const typed = Object.keys(headers).some((name) => name.toLowerCase() === "content-type");
  return [
    ...(typed || body.length === 0 ? [] : [["Content-Type", "application/json"] as [string, string]]),
    ...Object.entries(headers).map(([name, value]): [string, string | string[]] => [
      name,
      typeof value === "string" ? value : [...value],
    ]),
  ];
};
