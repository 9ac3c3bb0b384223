/** The inner side of the sandbox: parses and evaluates, and bounds depth and memory (sandbox.ts bounds time). */
export interface Limits {
  /** Steps of an evaluation inside each other. */
  readonly depth: number;
  /** Of any value that an expression makes on its way. */
  readonly arrayLength: number;
  readonly stringLength: number;
}

export interface Question {
  readonly expression: string;
  /** JSON text of what the expression sees, by name; without it, the expression is parsed and no more. */
  readonly bindings?: string;
}

export type Answer = { readonly json: string | undefined } | { readonly fault: string };

/** A function of this process. */
export interface TextFunction {
  /** JSON text of the list of arguments; the answer is JSON text too, undefined for nothing. */
  readonly implementation: (given: string) => string | undefined;
  readonly signature: string;
}

/** Where the two sides meet. */
export interface Counter {
  question: Question;
  answer: Answer;
}

/** The part of the library that is used here, with what its types leave out. */
type Jsonata = (expression: string) => {
  evaluate(input: undefined, bindings: Readonly<Record<string, unknown>>): Promise<unknown>;
  assign(name: string | symbol, value: unknown): void;
  registerFunction(name: string, implementation: unknown, signature: string): void;
};

/**
 * Runs in the sandbox, where nothing of this file is but the text of this function: it may use its parameters and
 * what every JavaScript context has.
 */
export function sandboxed(
  jsonata: Jsonata,
  limits: Limits,
  functions: Readonly<Record<string, TextFunction>>,
): (counter: Counter) => void {
  const compiled = new Map<string, ReturnType<Jsonata>>();

  /** Given nothing where something must be, it yields nothing, as most of JSONata's own functions do. */
  const throughText =
    ({ implementation, signature }: TextFunction) =>
    (...given: readonly unknown[]): unknown => {
      if (given.includes(undefined) && !signature.includes("?")) return undefined;
      const result = implementation(JSON.stringify(given.filter((each) => each !== undefined)));
      return result === undefined ? undefined : JSON.parse(result);
    };

  const compile = (text: string): ReturnType<Jsonata> => {
    const known = compiled.get(text);
    if (known) return known;
    const expression = jsonata(text);
    for (const [name, added] of Object.entries(functions))
      expression.registerFunction(name, throughText(added), added.signature);
    expression.assign("eval", undefined); // AWS has $parse instead.
    compiled.set(text, expression);
    return expression;
  };

  /**
   * JSONata calls these two at both ends of every step. An array or object constructor starts all its steps in
   * one breath: the steps beside each other must not count as depth, so each waits until the one before it ends.
   */
  const bound = (expression: ReturnType<Jsonata>): void => {
    interface Step {
      /** A step that does not run yet cannot have started another one: who comes now stands beside it. */
      running: boolean;
      readonly waiting: Set<() => void>;
    }
    const open: Step[] = [];
    const begin = (waiting: Set<() => void>): void => {
      const step = { running: false, waiting };
      if (open.push(step) > limits.depth)
        throw new Error(
          "Stack overflow error: Check for non-terminating recursive function. " +
            `Consider rewriting as tail-recursive. Depth=${open.length} max=${limits.depth}`,
        );
      void Promise.resolve().then(() => {
        step.running = true;
      });
    };
    expression.assign(Symbol.for("jsonata.__evaluate_entry"), () => {
      const innermost = open[open.length - 1];
      if (innermost && !innermost.running)
        return new Promise<void>((resolve) => innermost.waiting.add(resolve));
      begin(new Set());
      return undefined;
    });
    expression.assign(
      Symbol.for("jsonata.__evaluate_exit"),
      (_expression: unknown, _input: unknown, _environment: unknown, result: unknown) => {
        if (
          (Array.isArray(result) && result.length > limits.arrayLength) ||
          (typeof result === "string" && result.length > limits.stringLength)
        )
          throw new Error("Expression evaluation memory limit exceeded");
        const waiting = open.pop()?.waiting ?? new Set();
        const [next] = waiting;
        if (!next) return;
        waiting.delete(next);
        begin(waiting);
        next();
      },
    );
  };

  /** JSON has no functions; numbers that it cannot write are written as JavaScript names them, as AWS does. */
  const writable = (_key: string, value: unknown): unknown => {
    const isFunction =
      typeof value === "function" ||
      (typeof value === "object" &&
        value !== null &&
        ("_jsonata_function" in value || "_jsonata_lambda" in value));
    if (isFunction) throw new Error("The result is a function, which is an unsupported result type.");
    return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
  };

  const explain = (error: unknown): string => {
    const { code, message } = Object(error) as { code?: unknown; message?: unknown };
    return typeof code === "string" ? `${code}: ${String(message)}` : String(message);
  };

  return (counter) => {
    const { expression: text, bindings } = counter.question;
    const fail = (error: unknown) => {
      counter.answer = { fault: explain(error) };
    };
    try {
      const expression = compile(text);
      if (bindings === undefined) {
        counter.answer = { json: undefined };
        return;
      }
      bound(expression);
      expression
        .evaluate(undefined, JSON.parse(bindings) as Readonly<Record<string, unknown>>)
        .then((value) => {
          counter.answer = { json: JSON.stringify(value, writable) };
        })
        .catch(fail);
    } catch (error) {
      fail(error);
    }
  };
}
