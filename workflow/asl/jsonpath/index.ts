/** JSONPath as Step Functions has it: paths, intrinsic functions and payload templates, parsed and evaluated. */
export { evaluateIntrinsic, type CallFault, type Chance } from "./call";
export { evaluatePath, type Data, type Value } from "./evaluate";
export { INTRINSICS, type IntrinsicName } from "./functions";
export {
  MAX_CALLS,
  mentionsIntrinsic,
  parseIntrinsic,
  pathsOf,
  type Argument,
  type Intrinsic,
} from "./intrinsic";
export { places } from "./look";
export { parsePath } from "./parsePath";
export { isReferencePath, type Path, type Root, type Step } from "./path";
export { isFault, type Fault } from "./reader";
export { setAt } from "./resultPath";
export {
  evaluateField,
  expressionsIn,
  fillTemplate,
  parseExpression,
  parseTemplate,
  type EvaluationFault,
  type Expression,
  type Place,
  type Template,
  type TemplateFault,
} from "./template";
export { unsupported } from "./unsupported";
