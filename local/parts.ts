/** What of the registered resources runs on this machine, read and checked before anything is started. */
import { functionPermissions, type MayInvoke } from "./functionPermissions";
import { readApi, type Api } from "./gateway/document";
import { rolePolicies, type Refusal } from "./iam";
import { userPools, type UserPool } from "./identity/userPools";
import type { Resource } from "./inputs";
import { specification, type Specification } from "./lambda/specification";

export interface Parts {
  readonly api: Api;
  readonly functions: readonly Specification[];
  readonly machine: Resource;
  readonly pools: readonly UserPool[];
  readonly mayInvoke: MayInvoke;
  readonly refusal: Refusal;
}

/** Throws where the program registers what would not run as it does on AWS, or not one API and state machine. */
export async function readParts(resources: readonly Resource[]): Promise<Parts> {
  const ofType = (type: string) => resources.filter((resource) => resource.type === type);
  const one = (type: string) => {
    const [found, ...others] = ofType(type);
    if (!found || others.length > 0)
      throw new Error(
        `The program registers ${ofType(type).length} resources of type ${type}: one runs on this machine.`,
      );
    return found;
  };
  const functions = await Promise.all(ofType("aws:lambda/function:Function").map(specification));
  const api = readApi(
    one("aws:apigateway/restApi:RestApi"),
    one("aws:apigateway/stage:Stage"),
    ofType("aws:apigateway/methodSettings:MethodSettings"),
  );
  const pools = userPools(resources);
  for (const { method, path, functionArn, authorizer } of api.routes) {
    if (!functions.some(({ arn }) => arn === functionArn))
      throw new Error(`${method} ${path} invokes ${functionArn}, which the program does not register.`);
    const stranger = authorizer?.providerArns.find((arn) => !pools.some((pool) => pool.arn === arn));
    if (stranger !== undefined)
      throw new Error(`${method} ${path} trusts ${stranger}, which the program does not register.`);
  }
  return {
    api,
    functions,
    machine: one("aws:sfn/stateMachine:StateMachine"),
    pools,
    mayInvoke: functionPermissions(resources),
    refusal: rolePolicies(resources),
  };
}
