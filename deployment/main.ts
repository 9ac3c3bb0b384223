/** `npm run roles` */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ownStack } from "../audit/ownStack";
import { readProject } from "../local/config";
import { deploying, previewing, type Backend } from "./documents";
import { isOfAws } from "./needs";
import { deployers, previewers, trusted, type Repository } from "./trust";

const HELP = `Usage: npm run roles -- --stack NAME --account ID --repository OWNER/NAME --out FOLDER [options]

Writes the policies of the roles that deploy and preview a stack, derived from the resources that the program
registers with Pulumi.NAME.yaml: deploying-N.json and previewing-N.json, and who may take them on:
deploying-trust.json and previewing-trust.json.

  --stack NAME            a stack with a file Pulumi.NAME.yaml: its resources, region and environment
  --account ID            the account of AWS, twelve digits
  --repository OWNER/NAME the repository at GitHub
  --out FOLDER            where the files go; made where it is not there
  --as NAME               stacks of other names with the same configuration, * for any: 'pr-*'
  --environment NAME      GitHub's environment of the deployments, where it is not called like the stack
  --bucket NAME           the bucket that keeps Pulumi's state, where AWS does
  --key ARN               the key that encrypts its secrets; with --bucket
`;

interface Options {
  readonly stack: string;
  /** What the stacks are called, a pattern of IAM. */
  readonly as: string;
  readonly environment: string;
  readonly account: string;
  readonly repository: Repository;
  readonly out: string;
  readonly backend: Backend | undefined;
}

const ROOT = join(__dirname, "..");

/** Nothing where only help is wanted. Throws what is wrong, and what is expected. */
function readOptions(): Options | undefined {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    options: {
      stack: text,
      account: text,
      repository: text,
      out: text,
      as: text,
      environment: text,
      bucket: text,
      key: text,
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  const { stack = "", account = "", repository = "", out = "", bucket, key } = values;
  if (!existsSync(join(ROOT, `Pulumi.${stack}.yaml`)))
    throw wrong("stack", stack, "the name of a stack that has a file Pulumi.NAME.yaml");
  if (!/^\d{12}$/.test(account)) throw wrong("account", account, "the twelve digits of an account");
  if (!isRepository(repository)) throw wrong("repository", repository, "OWNER/NAME");
  if (out === "") throw wrong("out", out, "a folder");
  if ((bucket === undefined) !== (key === undefined))
    throw new RangeError("--bucket and --key come together: the state, and the key of its secrets.");
  const backend = bucket !== undefined && key !== undefined ? { bucket, key } : undefined;
  const { as = stack, environment = stack } = values;
  return { stack, as, environment, account, repository, out, backend };
}

const wrong = (name: string, value: string, expected: string) =>
  new RangeError(`--${name} is "${value}", but ${expected} was expected.`);

const isRepository = (text: string): text is Repository => /^[\w.-]+\/[\w.-]+$/.test(text);

/** What the roles of a stack are allowed, and who may take them on, by file. */
async function files({
  stack,
  as,
  environment,
  account,
  repository,
  backend,
}: Options): Promise<ReadonlyMap<string, object>> {
  const { name, config } = readProject(ROOT, stack, {});
  const { deployment } = await ownStack(stack, account);
  const types = deployment.resources.filter(isOfAws).map(({ type }) => type);
  const place = { region: config["aws:region"] ?? "eu-west-1", account, stack: `${name}-${as}` };
  const numbered = (role: string, documents: readonly object[]) =>
    documents.map((document, index) => [`${role}-${index + 1}.json`, document] as const);
  return new Map<string, object>([
    ...numbered("deploying", deploying(types, place, backend)),
    ...numbered("previewing", previewing(types, place, backend)),
    ["deploying-trust.json", trusted(place, deployers(repository, environment))],
    ["previewing-trust.json", trusted(place, previewers(repository, environment))],
  ]);
}

async function write(options: Options): Promise<void> {
  mkdirSync(options.out, { recursive: true });
  for (const [name, document] of await files(options)) {
    writeFileSync(join(options.out, name), `${JSON.stringify(document, null, 2)}\n`);
    process.stdout.write(`${join(options.out, name)}\n`);
  }
}

function complain(error: unknown, code: number): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = code;
}

function main(): void {
  // Pulumi logs with console.log, and standard output is the list of files.
  console.log = console.error;
  try {
    const options = readOptions();
    if (!options) process.stdout.write(HELP);
    else
      write(options).catch((error: unknown) => {
        complain(error, 1);
      });
  } catch (error) {
    complain(error, 2);
    process.stderr.write(`\n${HELP}`);
  }
}

main();
