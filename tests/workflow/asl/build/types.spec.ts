import { itRefuses, type Wrong } from "../../../support/refusals";

type Case = Omit<Wrong, "path">;

const inOrder = (cases: readonly Case[]): readonly Wrong[] => inFile("order", cases);

const inFile = (name: string, cases: readonly Case[]): readonly Wrong[] =>
  cases.map((each) => ({ ...each, path: `tests/workflow/asl/build/machines/${name}.ts` }));

const NO_FIT = "does not fit the input of";

/** Where a way leads, and what travels along it. */
const WAYS: readonly Wrong[] = [
  ...inFile("loop", [
    {
      refuses: "a way whose output does not fit, where it closes a loop",
      right: "interface Tried extends Try {",
      wrong: "interface Tried {",
      line: "Done: choice<Tried>()({",
      says: [`Misfit<"Done → Work: what leaves Done ${NO_FIT} Work", Tried, Try>`],
    },
    {
      refuses: "a start that does not fit, with both types",
      right: "  stateMachine<Try>()({",
      wrong:
        "  // @ts-expect-error -- the returned type does not fit either\n  stateMachine<{ readonly counts: number }>()({",
      line: 'startAt: "Work",',
      says: [
        'Misfit<"Work does not take what the execution starts with", { readonly counts: number; }, Try>',
      ],
    },
    {
      refuses: "a state that neither goes on nor ends",
      right: 'retry: [],\n        next: "Done",',
      wrong: "retry: [],",
      line: "Work: invoke<Try>()({",
      says: ["Property 'next' is missing in type"],
    },
    {
      refuses: "a state that goes on and ends",
      right: 'retry: [],\n        next: "Done",',
      wrong: 'retry: [],\n        next: "Done",\n        end: true,',
      line: "end: true,",
      says: ["Type 'boolean' is not assignable to type 'true'"],
    },
    {
      refuses: "a field that the state does not have",
      right: "timeoutSeconds: 1,",
      wrong: "timeoutSeconds: 1,\n        seconds: 1,",
      line: "seconds: 1,",
      says: ["'seconds' does not exist in type"],
    },
  ]),
  ...inOrder([
    {
      refuses: "an output that does not fit the next state, whatever the task answers",
      right: "output: ({ input, result }) => ({ id: input.id, prices: result }),",
      wrong: "output: ({ input, result }) => ({ id: input.id, price: result }),",
      line: "Price: map<Order>()({",
      says: [`Price → Ask: what leaves Price ${NO_FIT} Ask`, "readonly price: readonly number[]"],
    },
    {
      refuses: "what a rule of a choice lets go on, where it does not fit",
      right: "output: { number: 1 },",
      wrong: 'output: { number: "one" },',
      line: "Approved: choice<Approval>()({",
      says: [`Approved → Ship: what leaves Approved ${NO_FIT} Ship`, 'readonly number: "one"'],
    },
    {
      refuses: "what a choice lets go on otherwise, where it does not fit",
      right: 'otherwise: "Failed",\n      output',
      wrong: 'otherwise: "Ship",\n      output',
      line: "Approved: choice<Approval>()({",
      says: [
        `Misfit<"Approved → Ship: what leaves Approved ${NO_FIT} Ship", string, { readonly number: number; }>`,
      ],
    },
    {
      refuses: "what is caught, where it does not fit the state that it leads to",
      right: "output: { id: input.id, why: error.Cause }",
      wrong: "output: { id: input.id, because: error.Cause }",
      line: "Price: map<Order>()({",
      says: [`Price → Sorry: what leaves Price ${NO_FIT} Sorry`],
    },
    {
      refuses: "a way out of a branch to a state of the machine around it",
      right: "output: ({ result }) => result.price,\n            end: true,",
      wrong: 'output: ({ result }) => result.price,\n            next: "Sorry",',
      line: "PriceOne: invoke<Line>()({",
      says: ["PriceOne → Sorry: there is no state Sorry"],
    },
    {
      refuses: "a way into a branch",
      right: 'next: "Ask",\n    }),\n    Sorry',
      wrong: 'next: "PriceOne",\n    }),\n    Sorry',
      line: "Price: map<Order>()({",
      says: ["Price → PriceOne: there is no state PriceOne"],
    },
    {
      refuses: "a branch that starts at a state which is not there",
      right: 'startAt: "Pack",',
      wrong: 'startAt: "Packs",',
      line: 'startAt: "Packs",',
      says: [`Type '"Packs"' is not assignable to type`],
    },
    {
      refuses: "a branch that does not take what is given to the branches",
      right: "branch<{ readonly number: number }>()({\n          comment",
      wrong: "branch<{ readonly number: number; readonly more: string }>()({\n          comment",
      line: "Ship: parallel<{ readonly number: number }>()({",
      says: ["Ship: what is given to the branches does not fit the input of branch 0"],
    },
    {
      refuses: "a result of a branch by a number that no branch has",
      right: "parcel: result[0],",
      wrong: "parcel: result[2],",
      line: "output: ({ result }) => ({ parcel: result[2]",
      says: ["Property '2' does not exist on type"],
    },
    {
      refuses: "what branches yield, where it does not fit: each by itself",
      right: "parcel: result[0],",
      wrong: "parcel: result[1],",
      line: "Ship: parallel<{ readonly number: number }>()({",
      says: [`Ship → Tell: what leaves Ship ${NO_FIT} Tell`],
    },
    {
      refuses: "items that the processor does not take",
      right: "({ sku: item.sku, count: index })",
      wrong: "({ sku: index, count: item.count })",
      line: "Price: map<Order>()({",
      says: ["Price: what is selected of the items does not fit the input of the processor"],
    },
    {
      refuses: "items that are no list",
      right: "items: ({ input }) => input.lines,",
      wrong: "items: ({ input }) => input.id,",
      line: "items: ({ input }) => input.id,",
      besides: ["Price: map<Order>()({", "itemSelector:"],
      says: ["Type 'Refs<string>' is not assignable to type 'Ref<readonly unknown[]>'"],
    },
    {
      refuses: "batches that the processor does not take",
      right: "input: { first: at(input.ids, 0) }",
      wrong: "input: { last: at(input.ids, 0) }",
      line: "Archive: distributedMap<",
      says: ["Archive: what is selected of the items does not fit the input of the processor"],
    },
    {
      refuses: "results of a map that are written, as if they were not",
      right: "result.ResultWriterDetails.Key,",
      wrong: "at(result, 0),",
      line: "output: ({ result }) => at(result, 0),",
      says: ["Argument of type 'Refs<Written>' is not assignable"],
    },
  ]),
];

/** What a state calls, and what it does with the answer. */
const CALLS: readonly Wrong[] = inOrder([
  {
    refuses: "a payload of the wrong type, beside a contract",
    right: "payload: ({ input }) => ({ id: input.number }),",
    wrong: 'payload: ({ input: _input }) => ({ id: "one" }),',
    line: 'payload: ({ input: _input }) => ({ id: "one" }),',
    says: ["Type 'string' is not assignable to type 'number | Ref<number>'"],
  },
  {
    refuses: "a field of a payload that the contract does not know",
    right: "payload: ({ input }) => ({ id: input.number }),",
    wrong: "payload: ({ input }) => ({ id: input.number, ids: 1 }),",
    line: "Pack: activity<",
    says: ["Pack: ids is no field of its payload or arguments"],
  },
  {
    refuses: "a field of an argument that the integration does not have",
    right: 'TableName: "stock",',
    wrong: 'TableName: "stock", Tabel: "stock",',
    line: "Stock: call<unknown>()({",
    says: ["Stock: Tabel is no field of its payload or arguments"],
  },
  {
    refuses: "a field that no retry has",
    right: "maxAttempts: 1, jitter: true",
    wrong: "maxAttempts: 1, interval: 3, jitter: true",
    line: "Ask: invokeAndWait<Priced>()({",
    says: ["Ask: interval is no field of a retry"],
  },
  {
    refuses: "a field that no catch has",
    right: '{ errors: ["Refused", "States.Timeout"], next: "Later" }',
    wrong: '{ errors: ["Refused", "States.Timeout"], resultPath: "$", next: "Later" }',
    line: "Ask: invokeAndWait<Priced>()({",
    says: ["Ask: resultPath is no field of a catch"],
  },
  {
    refuses: "a field that no rule has",
    right: '{ when: is(input.approved, true), next: "Receipt" }',
    wrong: '{ when: is(input.approved, true), otherwise: "Failed", next: "Receipt" }',
    line: "Approved: choice<Approval>()({",
    says: ["Approved: otherwise is no field of a rule"],
  },
  {
    refuses: "a field that no batcher has",
    right: "({ maxItems: 10,",
    wrong: "({ maxItem: 10,",
    line: "Archive: distributedMap<",
    says: ["Archive: maxItem is no field of a batcher"],
  },
  {
    refuses: "what is no state, and says nothing of the others",
    right: 'Failed: fail()({ error: "NotPriced", cause: "The shop is closed." }),',
    wrong: "Failed: fail(),",
    line: "Failed: fail(),",
    // The mocks have no types without the states.
    besides: ["PriceOne: ({ count", "Ask: ({ id }, {", "Pack: ({ id"],
    says: ["is not assignable to type"],
  },
  {
    refuses: "a result that the contract does not know",
    right: "output: ({ result }) => result.parcel,",
    wrong: "output: ({ result }) => result.parcels,",
    line: "output: ({ result }) => result.parcels,",
    besides: ["Ship: parallel<"],
    says: ["Property 'parcels' does not exist on type 'Refs<{ readonly parcel: string; }>'"],
  },
  {
    refuses: "an integration that is not there",
    right: 'resource: "dynamodb:getItem",',
    wrong: 'resource: "dynamodb:getItems",',
    line: 'resource: "dynamodb:getItems",',
    says: [`Type '"dynamodb:getItems"' is not assignable to type`],
  },
  {
    refuses: "a pattern that the integration does not have",
    right: 'resource: "dynamodb:getItem",',
    wrong: 'resource: "dynamodb:getItem.sync",',
    line: 'resource: "dynamodb:getItem.sync",',
    says: [`Type '"dynamodb:getItem.sync"' is not assignable to type`],
  },
  {
    refuses: "an integration without an argument that it needs",
    right: '({ TableName: "stock", Key: { id: { S: "all" } } })',
    wrong: '({ Key: { id: { S: "all" } } })',
    line: 'arguments: () => ({ Key: { id: { S: "all" } } }),',
    says: ["Property 'TableName' is missing in type"],
  },
  {
    refuses: "an argument of the wrong type",
    right: 'TableName: "stock",',
    wrong: "TableName: 3,",
    line: "arguments: () => ({ TableName: 3,",
    says: ["Type 'number' is not assignable to type 'string | Ref<string>'"],
  },
  {
    refuses: "a field of the answer that the integration does not give",
    right: "at(result.Item, ",
    wrong: "at(result.Items, ",
    line: "output: ({ result }) => ({ item: orElse(at(result.Items",
    says: ["Property 'Items' does not exist on type"],
  },
  {
    refuses: "what may be absent in the place of what must be there",
    right: "payload: ({ input, context }) => ({ id: input.id, token: context.Task.Token }),",
    wrong: "payload: ({ context }) => ({ id: at(vars.ids, 0), token: context.Task.Token }),",
    line: "payload: ({ context }) => ({ id: at(vars.ids, 0)",
    says: ["Type 'Refs<string | undefined>' is not assignable to type"],
  },
  {
    refuses: "an error that no function inside of a Map throws",
    right: 'errors: ["NoPrice"]',
    wrong: 'errors: ["NoPrices"]',
    line: "Price: map<Order>()({",
    says: ["Price: NoPrices is no error that it could retry or catch"],
  },
  {
    refuses: "an error that no worker inside of a Parallel fails with",
    right: 'errors: ["Broken"]',
    wrong: 'errors: ["Broke"]',
    line: "Ship: parallel<",
    says: ["Ship: Broke is no error that it could retry or catch"],
  },
  {
    refuses: "an error of Step Functions that is misspelt, also where a service names its own",
    right: '"States.TaskFailed"], maxAttempts: 2 }',
    wrong: '"States.TaskFail"], maxAttempts: 2 }',
    line: "Receipt: call<Approval>()({",
    says: ["Receipt: States.TaskFail is no error that it could retry or catch"],
  },
  {
    refuses: "a timeout that is no number",
    right: "heartbeatSeconds: () => vars.total,",
    wrong: "heartbeatSeconds: () => vars.ids,",
    line: "heartbeatSeconds: () => vars.ids,",
    says: ["Call signature return types 'Refs<readonly string[]>' and 'Ref<number>' are incompatible"],
  },
  {
    refuses: "a wait both for a time and until one",
    right: 'until: "2030-01-01T00:00:00Z",',
    wrong: 'until: "2030-01-01T00:00:00Z", seconds: 3,',
    line: "Later: wait<Priced>()({",
    says: ["Types of property 'seconds' are incompatible", "not assignable to type 'undefined'"],
  },
]);

/** Variables, tokens and mocks. */
const REST: readonly Wrong[] = inOrder([
  {
    refuses: "a value of the wrong type for a variable",
    right: "total: input.total, ids",
    wrong: "total: input.id, ids",
    line: "assign: ({ input }) => set(vars, { total: input.id",
    says: ["Type 'Refs<string>' is not assignable to type"],
  },
  {
    refuses: "a variable that is not declared",
    right: "total: input.total, ids",
    wrong: "totals: input.total, ids",
    line: "assign: ({ input }) => set(vars, { totals",
    says: ["'totals' does not exist in type"],
  },
  {
    refuses: "a reference to a variable that is not declared",
    right: "lessThan(vars.total, 100)",
    wrong: "lessThan(vars.totals, 100)",
    line: "when: lessThan(vars.totals, 100),",
    says: ["Property 'totals' does not exist on type"],
  },
  {
    refuses: "a function that gets no token, where the state waits for one",
    right: '  readonly token: TaskToken<Approval, "Refused">;\n}\ninterface Receipt',
    wrong: "  readonly token: string;\n}\ninterface Receipt",
    line: "function: ask,",
    besides: ["taskSuccess(", "taskFailure(", 'id === "busy"'],
    says: ["no TaskToken is in the payload of this function: nobody could wake the state"],
  },
  {
    refuses: "a wake that the next state does not take",
    right: 'TaskToken<Approval, "Refused">',
    wrong: 'TaskToken<{ readonly approved: string }, "Refused">',
    line: "Ask: invokeAndWait<Priced>()({",
    besides: ["taskSuccess(", 'id === "busy"'],
    says: [`Ask → Approved: what leaves Ask ${NO_FIT} Approved`],
  },
  {
    refuses: "a wake in a message that the next state does not take",
    right: "TaskToken<{ readonly number: number }>",
    wrong: "TaskToken<{ readonly numbers: number }>",
    line: "Receipt: call<Approval>()({",
    says: [`Receipt → Ship: what leaves Receipt ${NO_FIT} Ship`],
  },
  {
    refuses: "to wake a state with what it does not wait for",
    right: "taskSuccess(question.token, { approved: true })",
    wrong: 'taskSuccess(question.token, { approved: "yes" })',
    line: 'taskSuccess(question.token, { approved: "yes" })',
    says: ["Type 'string' is not assignable to type 'boolean'"],
  },
  {
    refuses: "to start an execution with what the machine does not start with",
    right: 'executionInput<typeof order>({ id: "1", lines, total: 2 });',
    wrong: 'executionInput<typeof order>({ id: "1", lines });',
    line: 'executionInput<typeof order>({ id: "1", lines });',
    says: ["Property 'total' is missing in type"],
  },
  {
    refuses: "to fail a state with an error that it does not know",
    right: '"Refused", "Too dear.")',
    wrong: '"Refuse", "Too dear.")',
    line: 'taskFailure(question.token, "Refuse", "Too dear.");',
    says: [`Argument of type '"Refuse"' is not assignable to parameter of type '"Refused"'`],
  },
  {
    refuses: "mocks without one of the tasks, also of one inside of a branch",
    right: "  Pack: ({ id }) => Promise.resolve({ parcel: `parcel ${id}` }),\n",
    wrong: "",
    line: "export const tasks = mocks(order, {",
    says: ["Property 'Pack' is missing in type"],
  },
  {
    refuses: "a mock that wakes a state with what it does not wait for",
    right: "undefined : { approved: true },",
    wrong: "undefined : { approved: 1 },",
    line: 'id === "busy" ? failing',
    says: ["Type 'number' is not assignable to type 'boolean'"],
  },
  {
    refuses: "a mock of a state that is no task",
    right: '  Tell: () => ({ Ids: ["1"] }),',
    wrong: '  Tell: () => ({ Ids: ["1"] }),\n  Note: () => 1,',
    line: "Note: () => 1,",
    says: ["'Note' does not exist in type"],
  },
  {
    refuses: "a mock that answers what the task does not",
    right: "({ price: count * 2 })",
    wrong: "({ prices: count * 2 })",
    line: "PriceOne: ({ count }) => ({ prices: count * 2 }),",
    says: ["Type '{ prices: number; }' is not assignable to type '{ readonly price: number; }"],
  },
  {
    refuses: "a mock that fails with an error that the contract does not know",
    right: 'failing("Busy", ',
    wrong: 'failing("Bus", ',
    line: 'id === "busy" ? failing("Bus"',
    says: [`Argument of type '"Bus"' is not assignable to parameter of type`],
  },
]);

const PLAIN: readonly Wrong[] = inFile("plain", [
  {
    refuses: "a rule of a plain state that leads nowhere",
    right: 'NumericGreaterThan: 10, Next: "Both" }',
    wrong: 'NumericGreaterThan: 10, Next: "All" }',
    line: "Which: jsonPath()({",
    says: ["Which → All: there is no state All"],
  },
  {
    refuses: "a default of a plain state that leads nowhere",
    right: 'Default: "Data",',
    wrong: 'Default: "Date",',
    line: "Which: jsonPath()({",
    says: ["Which → Date: there is no state Date"],
  },
  {
    refuses: "a catch of a plain state that leads nowhere",
    right: 'ResultPath: "$.error", Next: "Data" }',
    wrong: 'ResultPath: "$.error", Next: "Date" }',
    line: "Both: jsonPath()({",
    says: ["Both → Date: there is no state Date"],
  },
  {
    refuses: "a name inside of a plain branch that is not in it",
    right: 'SecondsPath: "$.seconds", Next: "Middle" }',
    wrong: 'SecondsPath: "$.seconds", Next: "Data" }',
    line: "Both: jsonPath()({",
    says: ["Both: Left → Data: there is no state Data beside Left"],
  },
  {
    refuses: "a start inside of a plain map that is not in it, two levels deep",
    right: 'StartAt: "Each"',
    wrong: 'StartAt: "Every"',
    line: "Both: jsonPath()({",
    says: ["Both: it starts at Every, and there is no such state in it"],
  },
  {
    refuses: "a field of the other query language, also inside of a branch",
    right: 'SecondsPath: "$.seconds", Next',
    wrong: 'SecondsPath: "$.seconds", Output: 1, Next',
    line: "Both: jsonPath()({",
    says: ["Both: Left: Output is no field of a Wait in JSONPath"],
  },
  {
    refuses: "a field of another type of state",
    right: 'Output: { sum: "{% $states.input.a + 1 %}" },',
    wrong: 'Output: { sum: "{% $states.input.a + 1 %}" }, Seconds: 3,',
    line: "Data: asl<",
    says: ["Data: Seconds is no field of a Pass in JSONata"],
  },
  {
    refuses: "an output of a plain state, as declared, that does not fit",
    right: "asl<unknown, { readonly sum: number }>()",
    wrong: "asl<unknown, { readonly sum: string }>()",
    line: "Data: asl<",
    says: [`Data → Typed: what leaves Data ${NO_FIT} Typed`],
  },
  {
    refuses: "a state in JSONPath in a machine in JSONata",
    right: 'queryLanguage: "unsaid",',
    wrong: 'queryLanguage: "JSONata",',
    line: "",
    says: [
      "Which: AWS takes no JSONPath state in a JSONata machine",
      "Both: AWS takes no JSONPath state in a JSONata machine",
    ],
  },
]);

const GENERIC: readonly Wrong[] = inFile("generic", [
  {
    refuses: "another type than a function answers, whatever it is",
    right: "Done: succeed<Result>()(),",
    wrong: "Done: succeed<Payload>()(),",
    line: "Do: invoke<Payload>()({",
    says: ["is not assignable to type"],
  },
  {
    refuses: "a field that not every input has",
    right: "id: input.id",
    wrong: "id: input.ids",
    line: "payload: ({ input }) => ({ id: input.ids }),",
    says: ["Property 'ids' does not exist on type 'Refs<In>'"],
  },
]);

const REFERENCES: readonly Wrong[] = inFile("references", [
  {
    refuses: "a field that only some members of a union have, as if it were there",
    right: "either: input.either.both,",
    wrong: "either: plus(input.either.a, 1),",
    line: "either: plus(input.either.a, 1),",
    says: ["Argument of type 'Refs<string | undefined>' is not assignable"],
  },
  {
    refuses: "what is inside of what may be absent, as if it were there",
    right: "const inside: Ref<number | undefined> = input.maybe.inside;",
    wrong: "const inside: Ref<number> = input.maybe.inside;",
    line: "const inside: Ref<number>",
    says: ["Type 'undefined' is not assignable to type 'number'"],
  },
  {
    refuses: "an order of what may be absent",
    right: "ordered: lessThan(input.level, 3),",
    wrong: "ordered: lessThan(input.maybe.inside, 3),",
    line: "ordered: lessThan(input.maybe.inside, 3),",
    says: ["Argument of type 'Refs<number | undefined>' is not assignable to parameter of type"],
  },
  {
    refuses: "a comparison of what can never be equal",
    right: 'is(input.kind, "small")',
    wrong: "is(input.kind, input.level)",
    line: "is: is(input.kind, input.level),",
    says: ["is not assignable to parameter of type 'Like<"],
  },
  {
    refuses: "one of values that cannot be",
    right: "isOneOf(input.level, [1, 2])",
    wrong: "isOneOf(input.level, [1, 4])",
    line: "oneOf: isOneOf(input.level, [1, 4]),",
    says: ["Type '4' is not assignable to type"],
  },
  {
    refuses: "a field of a list, which JSONata would read from each of its items",
    right: "const first: Ref<{ readonly name: string } | undefined> = at(input.list, 0);",
    wrong: "const first: Ref<unknown> = input.list.name;",
    line: "const first: Ref<unknown> = input.list.name;",
    says: ["Property 'name' does not exist on type"],
  },
  {
    refuses: "free JSONata whose type is not said",
    right: "const sum: Ref<number> = jsonata<number>`",
    wrong: "const sum: Ref<number> = jsonata`",
    line: "const sum: Ref<number> = jsonata`",
    says: ["Type 'Refs<unknown>' is not assignable to type 'Ref<number>'"],
  },
  {
    refuses: "a condition that is not boolean",
    right: "not(is(input.level, 1))",
    wrong: "not(input.level)",
    line: "and2: and(",
    says: ["is not assignable to parameter of type 'Ref<boolean>'"],
  },
  {
    refuses: "text in place of a branded id",
    right: "const id: Ref<Id> = input.id;",
    wrong: "const id: Ref<Id> = input.kind;",
    line: "const id: Ref<Id> = input.kind;",
    says: ["not assignable to type 'Ref<Id>'"],
  },
]);

describe("types of the builder", () => {
  itRefuses([...WAYS, ...CALLS, ...REST, ...PLAIN, ...GENERIC, ...REFERENCES]);
});
