/** What a deployed stack must answer before anybody relies on it. */
import { setTimeout as sleep } from "node:timers/promises";
import { apiClient, type Answered, type ApiClient } from "../api/client";
import type { OperationId } from "../api/routes";

export interface Deployed {
  /** Without a slash at its end. */
  readonly apiUrl: string;
  readonly tokenUrl: string;
  readonly machineClientId: string;
}

export interface Trial {
  /** Secret of the machine's client: with it, an incident is reported and withdrawn again. */
  readonly clientSecret?: string;
  /** Of that incident; another each time. */
  readonly incidentId: string;
  /** For one that was reported to be withdrawn. */
  readonly patienceMs: number;
}

/** Tells each thing that holds, in order; throws what does not. */
export async function smoke(deployed: Deployed, trial: Trial, tell: (what: string) => void): Promise<void> {
  const { apiUrl } = deployed;
  const anybody = apiClient(apiUrl);
  const document = bodyOf(await anybody.call("getOpenApi", {}));
  if (typeof document["openapi"] !== "string")
    throw new Error(`An OpenAPI document was expected at ${apiUrl}/openapi.json; it has no field openapi.`);
  tell("The API answers with its OpenAPI document.");

  const unauthorised = await anybody.call("getIncident", { path: { incidentId: trial.incidentId } });
  if (unauthorised.status !== 401)
    throw new Error(`Without a token 401 was expected, and ${unauthorised.status} was answered.`);
  tell("Without a token, nobody reads an incident.");

  if (trial.clientSecret === undefined) return;
  const api = apiClient(apiUrl, await token(deployed, trial.clientSecret));
  tell("The client for machines gets a token.");
  await reportAndWithdraw(api, trial);
  tell(`Incident ${trial.incidentId} was reported, and withdrawn.`);
}

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html */
async function token({ tokenUrl, machineClientId }: Deployed, clientSecret: string): Promise<string> {
  const answer = await fetch(tokenUrl, {
    method: "POST",
    headers: { Authorization: `Basic ${btoa(`${machineClientId}:${clientSecret}`)}` },
    body: new URLSearchParams({ grant_type: "client_credentials" }),
  });
  const body: unknown = await answer.json();
  if (
    typeof body === "object" &&
    body !== null &&
    "access_token" in body &&
    typeof body.access_token === "string"
  )
    return body.access_token;
  throw new Error(`A token was expected of ${tokenUrl}, and ${answer.status} was answered.`);
}

async function reportAndWithdraw(api: ApiClient, { incidentId, patienceMs }: Trial): Promise<void> {
  const path = { incidentId };
  // Addresses under .invalid reach nobody (RFC 2606).
  const body = {
    studentId: "smoke-test",
    email: "nobody@smoke-test.invalid",
    course: "SMOKE",
    assessment: "Smoke test",
  };
  bodyOf(await api.call("reportIncident", { path, body }));
  bodyOf(
    await api.call("withdrawIncident", {
      path,
      body: { reason: "Reported by the smoke test of a deployment." },
    }),
  );
  const end = Date.now() + patienceMs;
  for (;;) {
    const status = bodyOf(await api.call("getIncident", { path }))?.status;
    if (status === "withdrawn") return;
    if (Date.now() > end)
      throw new Error(
        `Incident ${incidentId} is ${status ?? "unknown"}; withdrawn was expected within ${patienceMs / 1000} s.`,
      );
    await sleep(1_000);
  }
}

/** Throws what is wrong where the answer is a problem. */
function bodyOf<Id extends OperationId>(answer: Answered<Id>) {
  if (answer.ok) return answer.body;
  const { title, detail, requestId } = answer.problem;
  throw new Error(`${answer.status} ${title}: ${detail} (request ${requestId})`);
}
