/**
 * JSONata, bounded: an expression runs in a context of its own (node:vm), which ends it when its time is up,
 * wherever it is: in a loop, in a recursion, in a regular expression. It sees this process only through the
 * functions that it is given, and JSON is all that goes in and out.
 */
import { readFileSync } from "node:fs";
import { createContext, Script } from "node:vm";
import { addedFunctions, type JsonataFunction } from "./functions";
import type { Variables } from "./form";
import { isArray, jsonText, parseJson, type Json } from "./json";
import {
  sandboxed,
  type Answer,
  type Counter,
  type Limits,
  type Question,
  type TextFunction,
} from "./sandboxed";

export interface Evaluator {
  /** What is wrong with the expression, undefined if nothing is. */
  syntaxFault(expression: string): string | undefined;
  /** `value` is undefined for an expression that gives nothing; `fault` says what went wrong. `states` is `$states`. */
  evaluate(
    expression: string,
    states: Json,
    variables?: Variables,
  ): { readonly value: Json | undefined } | { readonly fault: string };
}

export interface EvaluatorOptions {
  /** What `$now()` and `$millis()` go by, in milliseconds since 1970-01-01 UTC. */
  readonly now: () => number;
  /** In [0, 1): what `$random()`, `$shuffle()` and `$uuid()` draw from. */
  readonly random: () => number;
  /** Of one evaluation, in milliseconds of real time. */
  readonly timeoutMs?: number;
}

/** AWS was measured (by others: floci, docs/services/step-functions.md) to accept these, and nothing beyond. */
const LIMITS: Limits = { depth: 100, arrayLength: 873_782, stringLength: 6_990_256 };

const DEFAULT_TIMEOUT_MS = 5_000;

/** JSONata 2.0.6, the version that AWS runs
 *  (https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html). */
const JSONATA = new Script(readFileSync(require.resolve("jsonata"), "utf8"), { filename: "jsonata.js" });

const TIMED_OUT = "ERR_SCRIPT_EXECUTION_TIMEOUT";

export function jsonataEvaluator(options: EvaluatorOptions): Evaluator {
  const timeout = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  let sandbox: Sandbox | undefined;

  const ask = (question: Question): Answer => {
    sandbox ??= openSandbox(options);
    try {
      return sandbox(question, timeout);
    } catch (error) {
      sandbox = undefined; // What was cut off left it half way through something.
      if (!isTimeout(error)) throw error;
      return { fault: `The evaluation took longer than ${timeout} ms.` };
    }
  };

  return {
    syntaxFault(expression) {
      const answer = ask({ expression });
      return "fault" in answer ? answer.fault : undefined;
    },
    evaluate(expression, states, variables = {}) {
      const answer = ask({ expression, bindings: jsonText(named(expression, { ...variables, states })) });
      if ("fault" in answer) return answer;
      return { value: answer.json === undefined ? undefined : parseJson(answer.json) };
    },
  };
}

/** What the expression does not name, it does not see, and need not be copied into the sandbox. */
const named = (expression: string, bindings: Variables): Variables =>
  Object.fromEntries(Object.entries(bindings).filter(([name]) => expression.includes(`$${name}`)));

// No instanceof: the error may be one of the sandbox, whose Error is another one.
const isTimeout = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "code" in error && error.code === TIMED_OUT;

type Sandbox = (question: Question, timeout: number) => Answer;

function openSandbox({ now, random }: EvaluatorOptions): Sandbox {
  const counter: Counter = { question: { expression: "" }, answer: UNANSWERED };
  const functions = overText(addedFunctions(random));
  const context = createContext(
    { counter, now, random, functions, limits: LIMITS },
    { microtaskMode: "afterEvaluate" }, // Promises are part of what the timeout ends.
  );
  JSONATA.runInContext(context);
  WITHOUT_PROTOTYPES.runInContext(context);
  new Script(`const serve = (${sandboxed.toString()})(jsonata, limits, functions);`).runInContext(context);
  new Script(
    `Date = new Proxy(Date, { construct: (D, given) => new D(...(given.length > 0 ? given : [now()])) });
     Math.random = () => random();`,
  ).runInContext(context);
  return (question, timeout) => {
    counter.question = question;
    counter.answer = UNANSWERED;
    SERVE.runInContext(context, { timeout });
    return counter.answer;
  };
}

/**
 * JSONata 2.0.6 finds in an object also what its prototype has. Without these, `constructor` and the like are fields as
 * any other, and no expression reaches the prototype, to change what the next one sees. (The library uses the rest.)
 */
const WITHOUT_PROTOTYPES = new Script(
  `for (const name of Object.getOwnPropertyNames(Object.prototype))
     if (name !== "hasOwnProperty" && name !== "isPrototypeOf") delete Object.prototype[name];
   Object.preventExtensions(Object.prototype);`,
);

/** No object of this process gets inside: arguments and results are JSON text on their way. */
const overText = (
  functions: Readonly<Record<string, JsonataFunction>>,
): Readonly<Record<string, TextFunction>> =>
  Object.fromEntries(
    Object.entries(functions).map(([name, { implementation, signature }]) => {
      const ofText = (given: string): string | undefined => {
        const list = parseJson(given);
        const result: unknown = Reflect.apply(implementation, undefined, isArray(list) ? list : []);
        return result === undefined ? undefined : JSON.stringify(result);
      };
      return [name, { implementation: ofText, signature }];
    }),
  );

const UNANSWERED: Answer = { fault: "The evaluation came to no end." };

const SERVE = new Script("serve(counter)");
