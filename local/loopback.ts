/** HTTP on the loopback interface. */
import type { IncomingMessage, Server } from "node:http";

export const LOOPBACK = "127.0.0.1";

/** Longer than clients keep a connection that they do not use, in milliseconds: none is ended as it is used again. */
const KEEP_ALIVE = 60_000;

export interface LoopbackServer {
  readonly port: number;
  readonly url: string;
  /** Ends open connections too. */
  stop(): Promise<void>;
}

/** Listens on a port of the loopback interface; 0 picks a free one. */
export async function listen(server: Server, port: number): Promise<LoopbackServer> {
  server.keepAliveTimeout = KEEP_ALIVE;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, LOOPBACK, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return {
    port: address.port,
    url: `http://${LOOPBACK}:${address.port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/**
 * The whole body; nothing when it is longer than `limit` bytes, and then the request is paused. Throws when the
 * client goes away or sends what is not HTTP.
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      request.pause();
      resolve(undefined);
    };
    if (Number(request.headers["content-length"] ?? 0) > limit) {
      giveUp();
      return;
    }
    const chunks: Buffer[] = [];
    let length = 0;
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limit) chunks.push(chunk);
      else giveUp();
    });
    request.once("end", () => {
      resolve(Buffer.concat(chunks));
    });
    request.once("close", () => {
      reject(new Error("The client went away."));
    });
  });
}
