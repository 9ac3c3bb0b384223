/** Shows the traces: `GET /traces` answers a JSON list, oldest first, and to a browser a page. */
import { createServer } from "node:http";
import type { Properties } from "../inputs";
import { listen, type LoopbackServer } from "../loopback";
import { page } from "./page";
import { traces, type Trace } from "./traces";

export const TRACES_PATH = "/traces";

/** `?incidentId=` shows those that concern one incident. */
export function startTraces(documents: () => readonly Properties[]): Promise<LoopbackServer> {
  const server = createServer(({ method = "", url = "", headers }, response) => {
    const answer = (status: number, type: string, body: string) => {
      response.writeHead(status, {
        "Content-Type": type,
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
        "X-Content-Type-Options": "nosniff",
        Vary: "Accept",
      });
      response.end(body);
    };
    const refuse = (status: number, message: string) => {
      answer(status, "application/json", JSON.stringify({ message }));
    };
    const { pathname, searchParams } = new URL(url, "http://local");
    if (pathname !== TRACES_PATH) refuse(404, `The traces are at ${TRACES_PATH}.`);
    else if (!["GET", "HEAD"].includes(method)) refuse(405, "Traces can only be read: GET.");
    else {
      const incidentId = searchParams.get("incidentId");
      const all = traces(documents()).filter((each) => incidentId === null || concerns(each, incidentId));
      if (headers.accept?.includes("text/html")) answer(200, "text/html; charset=utf-8", page(all));
      else answer(200, "application/json", JSON.stringify(all));
    }
  });
  return listen(server, 0);
}

const concerns = ({ spans }: Trace, incidentId: string) =>
  spans.some(({ annotations }) => annotations["incidentId"] === incidentId);
