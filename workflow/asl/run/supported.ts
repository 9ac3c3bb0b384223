/** What the runner can run. Whatever else a definition has is refused by name, because ignoring it would be a lie. */
import type { Definition } from "../definition";
import { apiError } from "./apiError";
import type { ScopeCheck } from "./dialect";
import { jsonata } from "./jsonata";
import { jsonPath } from "./jsonPath";
import { undistributable } from "./distributed";
import { onlyStandard } from "./distributed/express";
import type { ScopeForm } from "./form";
import type { ItemStore } from "./items";
import type { Evaluator } from "./sandbox";
import { entries, every, has, is, isObject, object, oneOf, recordOf, shown } from "./shape";
import { text, wholeNumber, type Check } from "./shape";
import { isDistributed } from "./stateShape";

type Parser = Pick<Evaluator, "syntaxFault">;

/** @throws InvalidDefinition that names every fault and where it stands, as `/States/Exam/Assign` */
export function assertSupported(definition: unknown, parser: Parser): asserts definition is Definition {
  assertShape(definition, parser);
  refuse(dangling(definition, ""));
  refuse(misassigned(definition, "", new Map()));
}

/** @throws InvalidDefinition that names what of a distributed Map cannot be run, with what there is to read from */
export function assertDistributable(states: ScopeForm, store: ItemStore | undefined): void {
  refuse(undistributed(states, store));
}

const undistributed = (scope: ScopeForm, store: ItemStore | undefined): string[] =>
  [...scope.states].flatMap(([name, form]) => {
    if (form.type === "Parallel") return form.branches.flatMap((branch) => undistributed(branch, store));
    if (form.type !== "Map") return [];
    const own = form.distributed ? undistributable(form.distributed, store) : [];
    return [
      ...own.map((fault) => `${scope.at}/States/${name}/${fault}`),
      ...(form.distributed?.executionType === "EXPRESS" ? onlyStandard(form.processor) : []),
      ...undistributed(form.processor, store),
    ];
  });

function assertShape(definition: unknown, parser: Parser): asserts definition is Definition {
  if (!isShallow(definition, DEEPEST)) refuse([`/: expected values nested less than ${DEEPEST} times`]);
  refuse(machine(definition, parser));
}

function refuse(faults: readonly string[]): void {
  if (faults.length > 0)
    throw apiError("InvalidDefinition", `Invalid State Machine Definition: ${faults.join("; ")}`);
}

/** So deep is no definition, and deeper ones would exhaust the stack of whoever walks through them. */
const DEEPEST = 500;

function isShallow(whole: unknown, deepest: number): boolean {
  let level: readonly unknown[] = [whole];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepest) return false;
    level = level.flatMap((value) => entries(value).map(([, each]) => each));
  }
  return true;
}

function machine(definition: unknown, parser: Parser): readonly string[] {
  const language = isObject(definition) ? definition["QueryLanguage"] : undefined;
  const scope: ScopeCheck = (more = {}) =>
    object({ StartAt: text, States: every(recordOf(state), someStates) }, { Comment: text, ...more });
  const inside = lazily(() => scope);
  const inJsonata = jsonata.shape(inside, parser);
  const inJsonPath = jsonPath.shape(inside, parser);
  const state: Check = (value, at) => {
    const own = isObject(value) && has(value, "QueryLanguage") ? value["QueryLanguage"] : language;
    if (language === "JSONata" && own !== language) return mixed(at);
    return (own === "JSONata" ? inJsonata : inJsonPath)(value, at);
  };
  return scope({
    QueryLanguage: oneOf("JSONata", "JSONPath"),
    Version: oneOf("1.0"),
    TimeoutSeconds: wholeNumber(1),
  })(definition, "");
}

const someStates = is("one state or more", (value) => entries(value).length > 0);

/** A scope holds states that hold scopes: the inner check is made when it is needed. */
const lazily =
  (scope: () => ScopeCheck): ScopeCheck =>
  (more) =>
  (value, at) =>
    scope()(more)(value, at);

/** Specification, "QueryLanguage": a machine in JSONata has no states in JSONPath. */
const mixed = (at: string): readonly string[] => [
  `${at}/QueryLanguage: expected JSONata, which the machine is in; a single state can only be in JSONata itself`,
];

/** The scopes inside of a scope, with where they stand. */
function inner(scope: unknown, at: string): [string, unknown][] {
  return statesOf(scope).flatMap(([name, state]) => {
    const here = `${at}/States/${name}`;
    return [
      ...field(state, "Branches", here).flatMap(([where, branches]) =>
        entries(branches).map(([index, branch]): [string, unknown] => [`${where}[${index}]`, branch]),
      ),
      ...field(state, "ItemProcessor", here),
      ...field(state, "Iterator", here),
    ];
  });
}

const statesOf = (scope: unknown): [string, unknown][] => (isObject(scope) ? entries(scope["States"]) : []);

const field = (value: unknown, name: string, at: string): [string, unknown][] =>
  isObject(value) && Object.hasOwn(value, name) ? [[`${at}/${name}`, value[name]]] : [];

/** Whatever leads somewhere leads to a state of the same scope. */
function dangling(scope: unknown, at: string): string[] {
  const states = new Set(statesOf(scope).map(([name]) => name));
  return [
    ...[
      ...field(scope, "StartAt", at),
      ...statesOf(scope).flatMap(([name, state]) => waysOut(state, `${at}/States/${name}`)),
    ].flatMap(([where, to]) =>
      typeof to === "string" && states.has(to) ? [] : [`${where}: there is no state ${shown(to)}`],
    ),
    ...inner(scope, at).flatMap(([where, each]) => dangling(each, where)),
  ];
}

/** The fields that name states, with the names. */
const waysOut = (state: unknown, at: string): [string, unknown][] => [
  ...field(state, "Next", at),
  ...field(state, "Default", at),
  ...(["Choices", "Catch"] as const).flatMap((name) =>
    field(state, name, at).flatMap(([where, rules]) =>
      entries(rules).flatMap(([index, rule]) => field(rule, "Next", `${where}[${index}]`)),
    ),
  ),
];

/** The names that a scope assigns, with where. */
function assigned(scope: unknown, at: string): [string, string][] {
  return statesOf(scope).flatMap(([name, state]) => {
    const here = `${at}/States/${name}`;
    return [
      ...field(state, "Assign", here),
      ...(["Choices", "Catch"] as const).flatMap((rules) =>
        field(state, rules, here).flatMap(([where, each]) =>
          entries(each).flatMap(([index, rule]) => field(rule, "Assign", `${where}[${index}]`)),
        ),
      ),
    ].flatMap(([where, names]) =>
      entries(names).map(([key]): [string, string] => [key.replace(/\.\$$/, ""), `${where}/${key}`]),
    );
  });
}

/** `states` is no variable, and an inner scope cannot assign a variable of an outer one (specification, "Variables"). */
function misassigned(scope: unknown, at: string, outer: ReadonlyMap<string, string>): string[] {
  const own = assigned(scope, at);
  const visible = new Map([...own, ...outer]);
  return [
    ...own.flatMap(([name, where]) =>
      name === "states" ? [`${where}: expected another name, because $states is not a variable`] : [],
    ),
    ...own.flatMap(([name, where]) => {
      const other = outer.get(name);
      return other === undefined
        ? []
        : [`${where}: the variable is assigned outside of this scope: ${other}`];
    }),
    ...inner(scope, at).flatMap(([where, each]) =>
      // Executions of their own see no variables of the machine.
      misassigned(each, where, isDistributed(each) ? new Map() : visible),
    ),
  ];
}
