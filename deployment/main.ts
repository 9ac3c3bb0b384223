/** `npm run roles` */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ownStack } from "../audit/ownStack";
import { deploying, previewing, type Backend, type Place } from "./documents";
import { deployers, previewers, trusted, type Repository } from "./trust";

const HELP = `Usage: npm run roles -- --stack NAME --account ID --repository OWNER/NAME --out FOLDER [options]

Writes the policies of the roles that deploy and preview a stack, derived from the resources that the program
registers with Pulumi.NAME.yaml: deploying-N.json and previewing-N.json, and who may take them on:
deploying-trust.json and previewing-trust.json.

  --stack NAME            a stack with a file Pulumi.NAME.yaml: its resources, region and environment
  --account ID            the account of AWS, twelve digits
  --repository OWNER/NAME the repository at GitHub
  --out FOLDER            where the files go; made where it is not there
  --bucket NAME           the bucket that keeps Pulumi's state, where AWS does
  --key ARN               the key that encrypts its secrets; with --bucket
`;

interface Options {
  readonly place: Place;
  readonly stack: string;
  readonly repository: Repository;
  readonly out: string;
  readonly backend: Backend | undefined;
}

/** Nothing where only help is wanted. Throws what is wrong, and what is expected. */
function readOptions(): Options | undefined {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    options: {
      stack: text,
      account: text,
      repository: text,
      out: text,
      bucket: text,
      key: text,
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  const given = (name: "stack" | "account" | "repository" | "out", pattern: RegExp, expected: string): string => {
    const value = values[name] ?? "";
    if (pattern.test(value)) return value;
    throw new RangeError(`--${name} is "${value}", but ${expected} was expected.`);
  };
  const stack = given("stack", /^[\w.-]+$/, "the name of a stack, such as prod,");
  const account = given("account", /^\d{12}$/, "the twelve digits of an account");
  const repository = given("repository", /^[\w.-]+\/[\w.-]+$/, "OWNER/NAME");
  const out = given("out", /./, "a folder");
  const { bucket, key } = values;
  if ((bucket === undefined) !== (key === undefined))
    throw new RangeError("--bucket and --key come together: the state, and the key of its secrets.");
  return {
    stack,
    repository: isRepository(repository) ? repository : "/",
    out,
    backend: bucket !== undefined && key !== undefined ? { bucket, key } : undefined,
    place: { account, region: "", stack: `resit-${stack}` },
  };
}

const isRepository = (text: string): text is Repository => text.includes("/");

async function write({ stack, repository, out, backend, place }: Options): Promise<void> {
  const { deployment } = await ownStack(stack, place.account);
  const types = deployment.resources.filter(({ custom }) => custom).map(({ type }) => type);
  console.log(types.length);
}
