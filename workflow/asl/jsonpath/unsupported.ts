/** What parses, and is not evaluated. */
import type { Condition, Operand, Step } from "./path";

/**
 * Why a path is not evaluated here; undefined for one that is. A regular expression may take any time there is, and
 * nothing bounds it; whoever evaluates paths refuses it beforehand.
 */
export function unsupported(steps: readonly Step[]): string | undefined {
  return steps.some((step) => step.kind === "filter" && matches(step.condition))
    ? "a filter with a regular expression (=~) is not supported"
    : undefined;
}

function matches(condition: Condition): boolean {
  switch (condition.kind) {
    case "and":
    case "or":
      return condition.conditions.some(matches);
    case "not":
      return matches(condition.condition);
    case "exists":
      return inOperand(condition.operand);
    case "compare":
      return condition.operator === "=~" || inOperand(condition.left) || inOperand(condition.right);
  }
}

const inOperand = (operand: Operand): boolean =>
  operand.kind === "pattern" || (operand.kind === "path" && unsupported(operand.steps) !== undefined);
