/** A client of the API, typed by the route table: for the demonstration, for tests, and for whoever writes TypeScript. */
import type { Report } from "../workflow/incident";
import type { Problem } from "./problems";
import { ROUTES, type OperationId } from "./routes";
import type {
  IncidentList,
  IncidentView,
  Invitation,
  NewDeadline,
  PaperView,
  StudentQuery,
  StudentRecord,
  SubmissionRequest,
  SubmissionResult,
  Withdrawal,
} from "./wire";

/** What travels under each name of the document. */
interface Bodies {
  readonly Report: Report;
  readonly Withdrawal: Withdrawal;
  readonly Submission: SubmissionRequest;
  readonly Invitation: Invitation;
  readonly NewDeadline: NewDeadline;
  readonly StudentQuery: StudentQuery;
  readonly Incident: IncidentView;
  readonly IncidentList: IncidentList;
  readonly StudentRecord: StudentRecord;
  readonly Paper: PaperView;
  readonly SubmissionResult: SubmissionResult;
  readonly OpenApi: Readonly<Record<string, unknown>>;
}

type Routes = (typeof ROUTES)[number];
type RouteOf<Id extends OperationId> = Extract<Routes, { readonly operationId: Id }>;
type Named<Name> = Name extends keyof Bodies ? Bodies[Name] : never;

type PathNames<Path> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | PathNames<Rest> : never;
type SentBody<Route> = Route extends { readonly body: infer Name } ? { readonly body: Named<Name> } : unknown;
type Parameters<Route> =
  PathNames<Route extends { readonly path: infer Path } ? Path : never> extends infer Names
    ? [Names] extends [never]
      ? unknown
      : { readonly path: { readonly [Name in Names & string]: string | number } }
    : never;

/** What a call takes: what stands in the path, the body where there is one, and the query. */
export type Call<Id extends OperationId> = Parameters<RouteOf<Id>> &
  SentBody<RouteOf<Id>> & {
    readonly query?: Readonly<Record<string, string | number>>;
    readonly headers?: Readonly<Record<string, string>>;
    /** An access token, or an exam code: instead of the client's own. */
    readonly bearer?: string;
  };

type Answers<Id extends OperationId> = RouteOf<Id>["answers"];
type BodyOf<Answer> = Answer extends { readonly schema: infer Name } ? Named<Name> : undefined;

/** What a call is answered with: a body of the route's (none with 304), or a problem. */
export type Answered<Id extends OperationId> = { readonly headers: Headers } & (
  | {
      readonly ok: true;
      readonly status: keyof Answers<Id>;
      readonly body: BodyOf<Answers<Id>[keyof Answers<Id>]>;
    }
  | { readonly ok: false; readonly status: number; readonly problem: Problem }
);

export interface ApiClient {
  /** Rejects where there is no answer, or none of this API. Does not try again by itself. */
  call<Id extends OperationId>(operationId: Id, call: Call<Id>): Promise<Answered<Id>>;
}

interface AnyCall {
  readonly path?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly bearer?: string;
}

/** `base` is the API's address without a slash at its end; `token` an access token for the officers' routes. */
export function apiClient(base: string, token?: string): ApiClient {
  async function send(operationId: OperationId, call: AnyCall): Promise<Response> {
    const route = ROUTES.find((each) => each.operationId === operationId);
    if (route === undefined) throw new Error(`The API has no route ${operationId}.`);
    const { path = {}, query = {}, body, headers, bearer = token } = call;
    const filled = route.path.replace(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(String(path[name])),
    );
    const search = new URLSearchParams(
      Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)])),
    );
    return fetch(`${base}${filled}${search.size > 0 ? `?${search.toString()}` : ""}`, {
      method: route.method.toUpperCase(),
      headers: {
        ...(body !== undefined && { "Content-Type": "application/json" }),
        ...(bearer !== undefined && { Authorization: `Bearer ${bearer}` }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  return {
    async call<Id extends OperationId>(operationId: Id, call: Call<Id>): Promise<Answered<Id>> {
      const { status, headers, ...answer } = await readAnswer(await send(operationId, call));
      // What the API sends is what its document says: its own tests hold it to that.
      return { status, headers, ...answer } as Answered<Id>;
    },
  };
}

async function readAnswer(answer: Response) {
  const { status, headers } = answer;
  const text = await answer.text();
  const value: unknown = text === "" ? undefined : JSON.parse(text);
  return status < 400
    ? { ok: true, status, headers, body: value }
    : { ok: false, status, headers, problem: value };
}
