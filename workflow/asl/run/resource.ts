/** What a task calls: `arn:aws:states:::lambda:invoke.waitForTaskToken`. */
export interface Resource {
  /** The service: `lambda`, `aws-sdk:dynamodb`. */
  readonly type: string;
  /** What is done, as the history has it: `invoke.waitForTaskToken`. */
  readonly action: string;
  readonly waitsForToken: boolean;
}

const INTEGRATION = /^arn:aws[a-z-]*:states:::((?:aws-sdk:)?[A-Za-z0-9-]+):([A-Za-z0-9]+)(?:\.(.+))?$/;

const TOKEN = "waitForTaskToken";

/** @throws Error that names what is not supported */
export function parseResource(arn: string): Resource {
  const [, type, action, pattern] = INTEGRATION.exec(arn) ?? [];
  if (type === undefined || action === undefined)
    throw new Error(`expected a service integration (arn:aws:states:::service:action), found "${arn}"`);
  if (pattern !== undefined && pattern !== TOKEN)
    throw new Error(`.${pattern} is not supported: the runner knows the answer of the call and .${TOKEN}`);
  return pattern === undefined
    ? { type, action, waitsForToken: false }
    : { type, action: `${action}.${pattern}`, waitsForToken: true };
}
