/** Policy documents of the roles that deploy and preview a stack, from what its resources need. */
import { ATTACHED, isLook, NEEDS, PASSED_TO } from "./needs";

export interface Place {
  readonly region: string;
  /** Of twelve digits. */
  readonly account: string;
  /** Project and stack: `resit-prod`. */
  readonly stack: string;
}

/** Where Pulumi keeps state and secrets, if it does so in this account. */
export interface Backend {
  readonly bucket: string;
  /** ARN of the key. */
  readonly key: string;
}

export interface Statement {
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

/** Characters of a managed policy, white space left out
 *  (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html); a role takes ten. */
export const MOST_CHARACTERS = 6_144;

/** Everything that these types need to be made, changed and removed: as many documents as IAM's limit asks for. */
export function deploying(
  types: readonly string[],
  place: Place,
  backend?: Backend,
): readonly PolicyDocument[] {
  const needs = needsOf(types);
  const roles = [...new Set(needs.flatMap(({ on }) => on))].filter((arn) => arn.includes(":role/"));
  return packed([
    ...byResource(
      needs.map(({ read, write, on }) => ({ actions: [...read, ...write], on })),
      place,
    ).map(restricted),
    ...onAll(needs.flatMap((need) => need.onAll ?? [])),
    ...(roles.length === 0 ? [] : [passRole(roles.map((arn) => located(arn, place)))]),
    ...(backend
      ? stateOf(backend, ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], ["kms:Encrypt", "kms:Decrypt"])
      : []),
  ]);
}

/** What a preview looks at, with `--refresh` too. It changes nothing. */
export function previewing(
  types: readonly string[],
  place: Place,
  backend?: Backend,
): readonly PolicyDocument[] {
  const needs = needsOf(types);
  return packed([
    ...byResource(
      needs.map(({ read, on }) => ({ actions: read, on })),
      place,
    ),
    ...onAll(needs.flatMap((need) => need.onAll ?? []).filter(isLook)),
    ...(backend ? stateOf(backend, ["s3:GetObject"], ["kms:Decrypt"]) : []),
  ]);
}

/** Throws for a type of which nobody has written down what it needs. */
function needsOf(types: readonly string[]) {
  return [...new Set(types)].sort().map((type) => {
    const need = NEEDS[type];
    if (need) return need;
    throw new Error(
      `deployment/needs.ts does not say what ${type} needs: add what the provider calls for it.`,
    );
  });
}

const located = (arn: string, { region, account, stack }: Place): string =>
  arn.replace("{region}", region).replace("{account}", account).replace("{stack}", stack);

interface Allowed {
  readonly actions: readonly string[];
  readonly on: readonly string[];
}

/** One statement for all that is allowed on the same resources. */
function byResource(allowed: readonly Allowed[], place: Place): readonly Statement[] {
  const grouped = new Map<string, Allowed>();
  for (const { actions, on } of allowed) {
    const arns = on.map((arn) => located(arn, place));
    const before = grouped.get(arns.join())?.actions ?? [];
    grouped.set(arns.join(), { on: arns, actions: [...before, ...actions] });
  }
  return [...grouped.values()]
    .filter(({ actions, on }) => actions.length > 0 && on.length > 0)
    .flatMap(({ actions, on }) => apart([...new Set(actions)].sort(), on));
}

/** Attaching is allowed of one policy alone, which takes a statement of its own. */
function apart(actions: readonly string[], Resource: readonly string[]): readonly Statement[] {
  const attaching = actions.filter((action) => /^iam:(At|De)tachRolePolicy$/.test(action));
  const others = actions.filter((action) => !attaching.includes(action));
  return [others, attaching]
    .filter((each) => each.length > 0)
    .map((Action) => ({ Effect: "Allow", Action, Resource }));
}

const restricted = (statement: Statement): Statement =>
  statement.Action.includes("iam:AttachRolePolicy")
    ? { ...statement, Condition: { ArnEquals: { "iam:PolicyARN": ATTACHED } } }
    : statement;

const onAll = (actions: readonly string[]): readonly Statement[] =>
  actions.length === 0 ? [] : [{ Effect: "Allow", Action: [...new Set(actions)].sort(), Resource: ["*"] }];

const passRole = (roles: readonly string[]): Statement => ({
  Effect: "Allow",
  Action: ["iam:PassRole"],
  Resource: roles,
  Condition: { StringEquals: { "iam:PassedToService": PASSED_TO } },
});

const stateOf = (
  { bucket, key }: Backend,
  objects: readonly string[],
  keys: readonly string[],
): readonly Statement[] => [
  { Effect: "Allow", Action: ["s3:ListBucket"], Resource: [`arn:aws:s3:::${bucket}`] },
  { Effect: "Allow", Action: objects, Resource: [`arn:aws:s3:::${bucket}/*`] },
  { Effect: "Allow", Action: keys, Resource: [key] },
];

const document = (statements: readonly Statement[]): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: statements,
});

/** As few documents as keep the limit, in order. */
function packed(statements: readonly Statement[]): readonly PolicyDocument[] {
  const documents: Statement[][] = [[]];
  for (const statement of statements) {
    const last = documents.at(-1) ?? [];
    if (last.length > 0 && JSON.stringify(document([...last, statement])).length > MOST_CHARACTERS)
      documents.push([statement]);
    else last.push(statement);
  }
  return documents.map(document);
}
