/** Every rule of the pack. */
import type { Rule } from "../rule";
import { AUTHORISATION_RESOURCE_RULES, AUTHORISATION_STACK_RULES } from "./authorisation";
import { GRANT_RULES } from "./grants";
import { LAMBDA_PERMISSION_RULES } from "./lambdaPermission";
import { LEAST_PRIVILEGE_RULES } from "./leastPrivilege";
import { PROPERTY_RULES } from "./properties";
import { THROTTLING_RESOURCE_RULES, THROTTLING_STACK_RULES } from "./throttling";
import { TRACEABILITY_RULES } from "./traceability";

export const RULES: readonly Rule[] = [
  ...PROPERTY_RULES,
  ...TRACEABILITY_RULES,
  ...GRANT_RULES,
  ...LEAST_PRIVILEGE_RULES,
  ...THROTTLING_RESOURCE_RULES,
  ...THROTTLING_STACK_RULES,
  ...AUTHORISATION_RESOURCE_RULES,
  ...AUTHORISATION_STACK_RULES,
  ...LAMBDA_PERMISSION_RULES,
];
