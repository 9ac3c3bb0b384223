/** Shows what was published on SNS: `GET /outbox` answers a JSON list, oldest first. */
import { createServer } from "node:http";
import { listen, type LoopbackServer } from "./loopback";
import type { Message } from "./services/sns";

export const OUTBOX_PATH = "/outbox";

export function startOutbox(messages: readonly Message[]): Promise<LoopbackServer> {
  const server = createServer(({ method = "", url = "" }, response) => {
    const answer = (status: number, body: unknown) => {
      response.statusCode = status;
      response.setHeader("Content-Type", "application/json");
      response.setHeader("Cache-Control", "no-store");
      response.end(JSON.stringify(body));
    };
    if (url.split("?")[0] !== OUTBOX_PATH) answer(404, { message: `The outbox is at ${OUTBOX_PATH}.` });
    else if (!["GET", "HEAD"].includes(method)) answer(405, { message: "The outbox can only be read: GET." });
    else answer(200, messages);
  });
  return listen(server, 0);
}
