/** Every rule that a problem can name: what must hold, and who says so. The compiler keeps problems to this table. */
import { guide, spec } from "./sources";

export interface Rule {
  /** What must hold, in one sentence. */
  readonly says: string;
  readonly source: string;
  /** Of this project: only a strict check applies it. */
  readonly strict?: true;
}

const api = "https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html";

export const RULES = {
  "choice/condition": { says: "A Condition can yield true or false.", source: spec("choice-state") },
  "choice/default": {
    says: "A Choice says where to go when no rule is true.",
    source: spec("choice-state"),
    strict: true,
  },
  "choice/unreachable": {
    says: "No rule follows one that is always true, or that asks the same.",
    source: spec("choice-state"),
  },
  "choice/unreachable-default": {
    says: "A Default does not follow a rule that is always true.",
    source: spec("choice-state"),
    strict: true,
  },
  "choice/variable": {
    says: "A comparison has a Variable; And, Or and Not have none.",
    source: spec("choice-state"),
  },
  "context/field": {
    says: "What is read of the context object is there.",
    source: guide("input-output-contextobject"),
  },
  "errors/max-delay": {
    says: "MaxDelaySeconds is more than IntervalSeconds.",
    source: guide("concepts-error-handling"),
    strict: true,
  },
  "errors/reserved": {
    says: "Names of errors that begin with States. are those of the language.",
    source: spec("error-names"),
  },
  "errors/states-all-alone": {
    says: "States.ALL stands alone in its ErrorEquals.",
    source: spec("retrying-after-error"),
  },
  "errors/states-all-last": {
    says: "States.ALL stands in the last element of Retry or Catch.",
    source: spec("retrying-after-error"),
  },
  "errors/unreachable": {
    says: "No element of Retry or Catch names an error that an earlier one handles.",
    source: spec("fallback-states"),
  },
  "express/unsupported": {
    says: "An Express workflow has no .sync, no task token, no activity and no distributed Map.",
    source: guide("choosing-workflow-type"),
  },
  "graph/no-end": { says: "From every state an end can be reached.", source: spec("transition") },
  "graph/scope": {
    says: "A branch, or what a Map does with an item, leads to its own states only.",
    source: spec("parallel-state"),
  },
  "graph/start": { says: "StartAt names a state.", source: spec("toplevelfields") },
  "graph/target": { says: "Next and Default name states.", source: spec("transition") },
  "graph/unreachable": { says: "Every state can be reached from StartAt.", source: spec("transition") },
  "jsonata/arguments": {
    says: "A function is called with as many arguments as it takes.",
    source: guide("transforming-data"),
  },
  "jsonata/delimiters": {
    says: "An expression begins with {% and ends with %}, and nothing stands outside.",
    source: guide("transforming-data"),
  },
  "jsonata/function": {
    says: "A function is one of JSONata 2.0.6, without $eval, or one that AWS adds.",
    source: guide("transforming-data"),
  },
  "jsonata/input-document": {
    says: "An expression begins with a variable: there is no $, no $$ and no bare field.",
    source: spec("jsonata-restrictions"),
  },
  "jsonata/not-here": {
    says: "$states.result, $states.errorOutput, and Task and Map of $states.context are read where they exist.",
    source: spec("reserved-states-variable-with-jsonata"),
  },
  "jsonata/states-field": {
    says: "$states has input, result, errorOutput and context.",
    source: spec("reserved-states-variable-with-jsonata"),
  },
  "jsonata/syntax": { says: "An expression is JSONata 2.0.6.", source: guide("transforming-data") },
  "jsonata/type": {
    says: "An expression can yield what its field takes.",
    source: guide("transforming-data"),
  },
  "jsonpath/intrinsic": {
    says: "An intrinsic function exists, and is called with what it takes.",
    source: guide("intrinsic-functions"),
  },
  "jsonpath/not-here": {
    says: "$$.Task and $$.Map are read where they exist.",
    source: guide("input-output-contextobject"),
    strict: true,
  },
  "jsonpath/path": { says: "A field for a path holds a path.", source: spec("path") },
  "jsonpath/reference-path": {
    says: "A reference path names one place, by names and indexes.",
    source: spec("ref-paths"),
  },
  "jsonpath/target": {
    says: "ResultPath names a place in the input, not in the context or a variable.",
    source: spec("filters"),
  },
  "jsonpath/template": {
    says: "In a payload template, a field whose name ends in .$ holds a path or an intrinsic function, and is there once.",
    source: spec("payload-template"),
  },
  "limit/payload": {
    says: "What is written into a definition to be handed on is 256 KiB at most.",
    source: guide("service-quotas"),
  },
  "map/batch-size": {
    says: "An ItemBatcher says how large a batch may be.",
    source: guide("input-output-itembatcher"),
  },
  "map/execution-type": {
    says: "ExecutionType stands beside Mode DISTRIBUTED, and only there.",
    source: guide("state-map-distributed"),
  },
  "map/items": {
    says: "Only a distributed Map has an object in Items.",
    source: guide("state-map-inline"),
  },
  "map/mode": {
    says: "Readers, batchers, writers, labels and tolerated failures are of a distributed Map.",
    source: guide("state-map-distributed"),
  },
  "map/reader": {
    says: "The fields of a ReaderConfig fit its InputType, and CSVHeaders are there where they are GIVEN.",
    source: guide("input-output-itemreader"),
  },
  "name/length": { says: "The name of a state has 1 to 80 characters.", source: spec("states-fields") },
  "name/unique": {
    says: "No two states of a definition have the same name, whatever is inside of what.",
    source: spec("states-fields"),
  },
  "shape/alternatives": {
    says: "Of fields that say the same in different ways, one is there.",
    source: spec("state-types"),
  },
  "shape/depth": { says: "A definition has 200 levels of nesting at most.", source: spec("toplevelfields") },
  "shape/foreign-field": {
    says: "A field stands in a state of its type and query language.",
    source: spec("state-types"),
  },
  "shape/json": { says: "A definition is JSON.", source: spec("toplevelfields") },
  "shape/query-language": {
    says: "A definition in JSONata has no states in JSONPath.",
    source: spec("query-language"),
  },
  "shape/required": { says: "Fields that must be there are there.", source: spec("state-types") },
  "shape/size": { says: "A definition has 1 MiB at most.", source: api },
  "shape/state-type": { says: "The Type of a state is one of the eight.", source: spec("state-types") },
  "shape/transition": {
    says: 'A state has either Next or "End": true, in the types that have them.',
    source: spec("transition"),
  },
  "shape/unevaluated": {
    says: "Text that looks like a path or an expression stands where it is evaluated.",
    source: spec("payload-template"),
    strict: true,
  },
  "shape/unknown-field": { says: "An object has only fields of the language.", source: spec("state-types") },
  "shape/value": { says: "A field holds what it takes.", source: spec("state-types") },
  "task/argument": {
    says: "What an integration must be called with is there.",
    source: guide("integrate-services"),
  },
  "task/function": {
    says: "The ARN of a Lambda function is whole, with a version or an alias at most.",
    source: guide("connect-lambda"),
  },
  "task/pattern": {
    says: ".sync, .sync:2 and .waitForTaskToken stand behind integrations that have them.",
    source: guide("integrate-services"),
  },
  "task/resource": {
    says: "A Resource is a function, an activity, or an integration that exists.",
    source: guide("integrate-services"),
  },
  "task/token": {
    says: "What waits for a task token hands it to somebody.",
    source: guide("connect-to-resource"),
  },
  "timeout/heartbeat": {
    says: "HeartbeatSeconds is less than TimeoutSeconds.",
    source: spec("task-state"),
  },
  "timeout/required": {
    says: "A Task says how long it may take.",
    source: guide("sfn-best-practices"),
    strict: true,
  },
  "variables/distributed": {
    says: "What a distributed Map starts reads no variables from outside.",
    source: guide("workflow-variables"),
  },
  "variables/name": {
    says: "The name of a variable is an identifier of 80 characters at most.",
    source: guide("workflow-variables"),
  },
  "variables/outer": {
    says: "Inside a branch or a Map no variable of the outside is assigned.",
    source: guide("workflow-variables"),
  },
  "variables/reserved": { says: "No variable is called states.", source: guide("workflow-variables") },
  "variables/scope": {
    says: "A variable is read in the scope that assigns it, or inside it.",
    source: guide("workflow-variables"),
  },
  "variables/size": {
    says: "What is assigned at once is 256 KiB at most.",
    source: guide("workflow-variables"),
  },
  "variables/unassigned": {
    says: "A variable is assigned on every way to where it is read.",
    source: guide("workflow-variables"),
  },
  "variables/unknown": { says: "A variable that is read is assigned.", source: guide("workflow-variables") },
} as const satisfies Readonly<Record<string, Rule>>;

export type RuleId = keyof typeof RULES;
