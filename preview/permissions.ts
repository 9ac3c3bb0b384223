/** Permissions that a deployment gives and takes. */
import { readDocument, type Statement } from "../policies/iam/document";
import { at, UNKNOWN, type Properties, type Value } from "../policies/value";
import { sorted, texts, type Step } from "./events";
import { after, type Own } from "./known";
import { code, table, type Row, type Section } from "./markdown";

/** Properties that hold policy documents, in resources of any service. */
export const DOCUMENTS = ["policy", "assumeRolePolicy", "policyDocument"] as const;

type Part = string | typeof UNKNOWN;

/** One action on one resource: whoever puts statements together otherwise permits the same. */
interface Grant {
  readonly who: Part;
  readonly effect: string;
  readonly action: Part;
  readonly resource: Part;
  readonly condition: Part;
}

export function permissions(steps: readonly Step[], own: Own): readonly Section[] {
  const [was, is] = [steps.flatMap(before), steps.flatMap((step) => then(step, own))];
  const [taken, given] = [without(was, is), without(is, was)];
  // The same with a condition that is not known yet.
  const uncertain = given.filter(
    (grant) => grant.condition === UNKNOWN && taken.some((each) => isAlike(each, grant)),
  );
  const certain = (grant: Grant) => uncertain.every((each) => !isAlike(each, grant));
  const rows = [
    ...lines("±", uncertain),
    ...lines("+", given.filter(certain)),
    ...lines("−", taken.filter(certain)),
  ];
  const inOrder = sorted(rows, ([sign = "", who = "", ...rest]) => [who, sign, ...rest]);
  const guessed = steps.filter((step) => DOCUMENTS.some((name) => after(step, name, own).isOwn));
  if (rows.length === 0 && guessed.length === 0) return [];
  return [
    (most) =>
      [
        "### Permissions",
        ...(rows.length === 0 ? [] : [table(["", "who", "may do", "on", "if"], inOrder, most)]),
        ...(guessed.length === 0 ? [] : [guess(guessed, most)]),
      ].join("\n\n"),
  ];
}

/** A program can be written to say another thing without AWS: what rests on that is named. */
function guess(steps: readonly Step[], most: number): string {
  const names = steps.slice(0, most).map(({ name }) => code(name));
  const more = names.length < steps.length ? [`${steps.length - names.length} more`] : [];
  return `Compared as the program says it without AWS, because the preview knows it only after the deployment: ${[...names, ...more].join(", ")}.`;
}

function without(grants: readonly Grant[], others: readonly Grant[]): readonly Grant[] {
  const keys = new Set(others.map(key));
  return grants.filter((grant) => !keys.has(key(grant)));
}

const isAlike = (one: Grant, other: Grant): boolean =>
  key({ ...one, condition: "" }) === key({ ...other, condition: "" });

const before = (step: Step): readonly Grant[] => grants(step, step.before ?? {});

/** Of what is deleted, nothing is left. */
function then(step: Step, own: Own): readonly Grant[] {
  if (step.after === undefined) return [];
  const known = DOCUMENTS.filter((name) => at(step.after, name) !== undefined).map(
    (name) => [name, after(step, name, own).value] as const,
  );
  return grants(step, { ...step.after, ...Object.fromEntries(known) });
}

function grants({ type, name }: Step, inputs: Properties): readonly Grant[] {
  switch (type) {
    case "aws:lambda/permission:Permission":
      return Object.keys(inputs).length === 0 ? [] : [invocation(inputs)];
    case "aws:iam/rolePolicyAttachment:RolePolicyAttachment":
      return attached(name, inputs["policyArn"]);
    default:
      return [
        ...attached(name, inputs["managedPolicyArns"]),
        ...DOCUMENTS.flatMap((property) => documented(property, inputs[property], name)),
      ];
  }
}

const invocation = ({
  principal,
  action,
  function: called,
  sourceArn,
  sourceAccount,
}: Properties): Grant => ({
  who: part(principal),
  effect: "Allow",
  action: part(action),
  resource: part(called),
  condition: part(sourceArn ?? sourceAccount),
});

const part = (value: Value): Part => (value === UNKNOWN ? UNKNOWN : typeof value === "string" ? value : "");

function attached(who: string, policies: Value): readonly Grant[] {
  const arns: readonly Part[] = policies === UNKNOWN ? [UNKNOWN] : texts(policies);
  return arns.map((resource) => ({ who, effect: "Allow", action: "what it says", resource, condition: "" }));
}

function documented(property: (typeof DOCUMENTS)[number], value: Value, name: string): readonly Grant[] {
  if (value === undefined || value === null || value === "") return [];
  const document = readDocument(value);
  if (document.kind === "read") return document.statements.flatMap((each) => spread(property, each, name));
  return [{ who: name, effect: "Allow", action: UNKNOWN, resource: UNKNOWN, condition: "" }];
}

function spread(property: (typeof DOCUMENTS)[number], statement: Statement, name: string): readonly Grant[] {
  const { effect, actions, notActions, resources, notResources, principals, condition, unknown } = statement;
  const principal = sorted(principals, (each) => [each]).join(", ");
  const later = (...elements: Statement["unknown"]): readonly Part[] =>
    unknown.some((element) => elements.includes(element)) ? [UNKNOWN] : [];
  const whole = property === "assumeRolePolicy" ? `role ${name}` : name;
  const what = [...actions, ...allBut(notActions), ...later("Action", "NotAction")];
  const on = [...resources, ...allBut(notResources), ...later("Resource", "NotResource")];
  return what.flatMap((action) =>
    (on.length === 0 ? [whole] : on).map((resource) => ({
      who: principal === "" ? name : principal,
      effect: effect === UNKNOWN ? "Allow or Deny" : effect,
      action,
      resource,
      condition: asText(condition),
    })),
  );
}

const allBut = (texts: readonly string[] = []): readonly Part[] =>
  texts.length === 0 ? [] : [`all but ${texts.join(", ")}`];

const asText = (condition: Statement["condition"]): Part =>
  condition === UNKNOWN ? UNKNOWN : Object.keys(condition).length === 0 ? "" : JSON.stringify(condition);

const key = (grant: Grant): string =>
  JSON.stringify(grant, (_, value: unknown) => (value === UNKNOWN ? 0 : value));

/** Actions that are alike but for themselves, in one line. */
function lines(sign: "+" | "−" | "±", grants: readonly Grant[]): readonly Row[] {
  const alike = new Map<string, readonly Grant[]>();
  for (const grant of grants) {
    const rest = key({ ...grant, action: "" });
    alike.set(rest, [...(alike.get(rest) ?? []), grant]);
  }
  return [...alike.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const actions = [...new Set(group.map(({ action }) => shown(action)))].sort();
    const does = first.effect === "Allow" ? "" : `${first.effect}: `;
    return [
      [sign, shown(first.who), does + actions.join(", "), shown(first.resource), shown(first.condition)],
    ];
  });
}

export const LATER = "*known after the deployment*";

const shown = (value: Part): string => (value === UNKNOWN ? LATER : code(value));
