/** What went wrong between here and AWS, in the words of whoever must mend it. */
import type { Target } from "./target";

interface Fault {
  readonly names: RegExp;
  readonly says: (message: string, target: Target) => string;
}

const FAULTS: readonly Fault[] = [
  {
    names: /^(CredentialsProviderError|TokenProviderError)$/,
    says: (message) =>
      `Credentials for AWS were expected, found none (${message}). Sign in (aws sso login) or set AWS_PROFILE.`,
  },
  {
    names:
      /^(ExpiredToken|UnrecognizedClient|InvalidSignature|InvalidClientTokenId|MissingAuthenticationToken)/,
    says: (message, { local }) =>
      local
        ? "These outputs are of a stack on this machine that was stopped: start it, and pass what it prints now."
        : `Credentials that AWS takes were expected, found others (${message}). Sign in again.`,
  },
  {
    names: /^AccessDenied/,
    says: (message) => `${message}. What the role of an operator needs is in docs/restoring.md.`,
  },
  {
    names: /^(ResourceNotFoundException|StateMachineDoesNotExist|InvalidArn)$/,
    says: (message, { tableName, stateMachineArn }) =>
      `The table ${tableName} and the state machine ${stateMachineArn} were expected, but: ${message}. ` +
      "Is it the right stack, and do the credentials belong to its account?",
  },
  {
    names: /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|TimeoutError|NetworkingError)$/,
    says: (message, { region, local }) =>
      local
        ? `Nothing answers at ${local.endpoint}: is npm start still running? Pass what it printed with --json.`
        : `AWS does not answer in ${region} (${message}). Is there a network?`,
  },
  {
    names: /Throttl|TooManyRequests|LimitExceeded/,
    says: (message) =>
      `AWS asks for patience (${message}). Try again in a minute, or with IDs or a smaller --limit.`,
  },
];

/** A sentence for what was thrown. */
export function explain(error: unknown, target: Target | undefined): string {
  if (!(error instanceof Error)) return String(error);
  const names = [error.name, "code" in error ? String(error.code) : ""];
  const fault = FAULTS.find((each) => names.some((name) => each.names.test(name)));
  return fault && target ? fault.says(error.message.replace(/\.$/, ""), target) : error.message;
}
