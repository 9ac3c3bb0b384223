/** What a service behind the AWS endpoint is made of. */
import type { IncomingHttpHeaders } from "node:http";
import type { Properties } from "../inputs";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** An error of a service; `code` is AWS's name of it. */
export interface Fault {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

export interface ServiceRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Call {
  readonly input: Properties;
  readonly request: ServiceRequest;
}

export interface Operation {
  /** What a policy must allow, and on which ARN. */
  readonly action: string;
  readonly resource: (input: Properties) => string;
  /** Throws `fault(…)` for what AWS would refuse. */
  readonly run: (call: Call) => Promise<Answer> | Answer;
}

export interface Service {
  /** As in the credential scope of a signature. */
  readonly signingName: string;
  /** The operation's name and input; an input that cannot be read throws. */
  readonly read: (request: ServiceRequest) => { readonly operation: string; readonly input: Properties };
  /** By name; what is not here is refused as unknown. */
  readonly operations: Readonly<Record<string, Operation>>;
  readonly refuse: (fault: Fault) => Answer;
  /** How this service says that a policy does not allow a call, and that it does not know the caller. */
  readonly accessDenied: Pick<Fault, "status" | "code">;
  readonly unrecognizedClient: Pick<Fault, "status" | "code">;
}

export const fault = (code: string, message: string, status = 400): Error & { readonly fault: Fault } =>
  Object.assign(new Error(message), { fault: { status, code, message } });

export function isFault(error: unknown): error is { readonly fault: Fault } {
  return error instanceof Error && "fault" in error;
}
