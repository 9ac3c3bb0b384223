/** Shows the traces: `GET /traces` answers a JSON list, oldest first, `GET /traces/{id}` one, and to a browser a page. */
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
    const [path = "", query] = url.split("?");
    const show = (all: readonly Trace[], json: unknown) => {
      if (prefersHtml(headers.accept)) answer(200, "text/html; charset=utf-8", page(all));
      else answer(200, "application/json", JSON.stringify(json));
    };
    const inside = path.startsWith(`${TRACES_PATH}/`);
    if (path !== TRACES_PATH && !inside)
      refuse(404, `The traces are at ${TRACES_PATH}, and one at ${TRACES_PATH}/{id}.`);
    else if (!["GET", "HEAD"].includes(method)) refuse(405, "Traces can only be read: GET.");
    else if (inside) {
      const id = path.slice(TRACES_PATH.length + 1);
      const found = traces(documents()).find((each) => each.id === id);
      if (found) show([found], found);
      else refuse(404, `There is no trace of this id; those that there are: ${TRACES_PATH}.`);
    } else {
      const incidentId = new URLSearchParams(query).get("incidentId");
      const all = traces(documents()).filter((each) => incidentId === null || concerns(each, incidentId));
      show(all, all);
    }
  });
  return listen(server, 0);
}

const concerns = ({ spans }: Trace, incidentId: string) =>
  spans.some(({ annotations }) => annotations["incidentId"] === incidentId);

/** By the weights that the client gives; a client that has no wish gets JSON. */
function prefersHtml(accept = ""): boolean {
  const weights = new Map(
    accept.split(",").map((one): readonly [string, number] => {
      const [type = "", ...parameters] = one.split(";").map((part) => part.trim().toLowerCase());
      const weight = parameters.find((each) => each.startsWith("q="));
      return [type, weight === undefined ? 1 : Number(weight.slice(2))];
    }),
  );
  return (weights.get("text/html") ?? 0) > (weights.get("application/json") ?? 0);
}
