/** Every rule of the pack. */
import type { Rule } from "../rule";
import { PROPERTY_RULES } from "./properties";

export const RULES: readonly Rule[] = [...PROPERTY_RULES];
