/** What the policies of a role grant, one by one. */
import { at, isRecord, jsonAt, ofType, resourceOf, type Registered, type Run } from "./program";

/** Action and resource: `dynamodb:GetItem arn:aws:dynamodb:…`. */
export type Grant = `${string}:${string} ${string}`;

/**
 * Every action with every resource of the role's policies, in their order. Throws for what this does not understand: a
 * statement that is no plain Allow with actions and resources.
 */
export function grantsOf(run: Run, role: string): readonly Grant[] {
  const { id } = resourceOf(run, "aws:iam/role:Role", role);
  const policies = ofType(run, "aws:iam/rolePolicy:RolePolicy").filter(({ inputs }) => inputs["role"] === id);
  return policies.flatMap(grantsIn);
}

function grantsIn({ name: role, inputs }: Registered): readonly Grant[] {
  const policy = jsonAt(inputs, "policy");
  const statements = at(policy, "Statement");
  if (at(policy, "Version") !== "2012-10-17" || !Array.isArray(statements))
    throw new Error(`${role} has no policy of the version 2012-10-17: ${JSON.stringify(policy)}`);
  return statements.flatMap((statement: unknown) => {
    if (!isRecord(statement) || Object.keys(statement).sort().join() !== "Action,Effect,Resource")
      throw new Error(`${role}: a statement of Effect, Action and Resource was expected.`);
    if (statement["Effect"] !== "Allow") throw new Error(`${role}: a statement does not allow.`);
    const actions = texts(statement["Action"]).map(actionOf);
    const resources = texts(statement["Resource"]);
    return actions.flatMap((action) => resources.map((resource): Grant => `${action} ${resource}`));
  });
}

const texts = (value: unknown): readonly string[] => [value].flat().map(String);

function actionOf(text: string): `${string}:${string}` {
  const [service, name] = text.split(":");
  if (service === undefined || name === undefined) throw new Error(`${text} is no action.`);
  return `${service}:${name}`;
}
