/** Requests to one address, one after the other on each connection, for some time. */
import autocannon = require("autocannon");
import { quantileOf } from "../statistics";

export interface Target {
  readonly url: string;
  readonly method?: "GET" | "PUT";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The path of the next request, where each has its own. */
  readonly nextPath?: () => string;
}

export interface Load {
  readonly perSecond: number;
  /** Of a request, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

export async function load(target: Target, connections: number, seconds: number): Promise<Load> {
  const { url, method = "GET", headers = {}, body, nextPath } = target;
  const times: number[] = [];
  const { non2xx, errors, duration } = await new Promise<autocannon.Result>((resolve, reject) => {
    const running = autocannon(
      {
        url,
        connections,
        duration: seconds,
        method,
        headers: { ...headers },
        ...(body !== undefined && { body }),
        ...(nextPath && { requests: [{ setupRequest: (request) => ({ ...request, path: nextPath() }) }] }),
      },
      (error: unknown, result) => {
        if (error instanceof Error) reject(error);
        else resolve(result);
      },
    );
    // autocannon's own percentiles are of whole milliseconds.
    running.on("response", (_client, _status, _bytes, milliseconds) => times.push(milliseconds));
  });
  if (non2xx + errors > 0)
    throw new Error(`${method} ${url}: ${non2xx} answers were refusals, ${errors} requests got none.`);
  return { perSecond: times.length / duration, p50: quantileOf(times, 0.5), p99: quantileOf(times, 0.99) };
}
