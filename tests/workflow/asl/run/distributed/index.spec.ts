import { expect } from "chai";
import type { State } from "../../../../../workflow/asl/definition";
import { run, type RunOptions } from "../../../../../workflow/asl/run";
import type { ItemStore } from "../../../../../workflow/asl/run/items";
import { seededRandom } from "../../../../../workflow/asl/run/random";
import { definition, deploy, failure, task, WAIT } from "../harness";

const GET = "arn:aws:states:::s3:getObject";
const LIST = "arn:aws:states:::s3:listObjectsV2";
const PUT = "arn:aws:states:::s3:putObject";

const map = (fields: object, state: State = { Type: "Pass", End: true }): State => ({
  Type: "Map",
  Label: "each",
  ItemProcessor: {
    ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
    StartAt: "Item",
    States: { Item: state },
  },
  End: true,
  ...fields,
});

/** Objects by bucket and key. */
function store(objects: Readonly<Record<string, string>> = {}) {
  const written: Record<string, unknown> = {};
  const items: ItemStore = {
    read: async ({ bucket, key }) => {
      // As a file: not at once.
      await new Promise((resolve) => setTimeout(resolve, 2));
      return objects[`${bucket}/${key}`];
    },
    list: (bucket, prefix) =>
      Promise.resolve(
        Object.keys(objects)
          .filter((name) => name.startsWith(`${bucket}/${prefix}`))
          .map((name) => ({ Key: name.slice(bucket.length + 1) })),
      ),
    write: ({ bucket, key }, text) => {
      written[`${bucket}/${key}`] = JSON.parse(text);
      return Promise.resolve();
    },
  };
  return { items, written };
}

const started = (state: State, options: RunOptions = {}) =>
  run(definition({ All: state }), { random: seededRandom(1), ...options });

const reader = (ReaderConfig: object, Key = "items") =>
  map({ ItemReader: { Resource: GET, Arguments: { Bucket: "b", Key }, ReaderConfig } });

describe("a distributed Map", () => {
  it("starts an execution for each item, and puts out what they put out", async () => {
    const { output, history } = await started(
      map(
        {
          ItemSelector: {
            n: "{% $states.context.Map.Item.Value %}",
            from: "{% $states.context.Map.Item.Source %}",
          },
        },
        { Type: "Pass", Output: "{% $states.input.n & $states.input.from %}", End: true },
      ),
      { input: [1, 2] },
    );
    expect(output).to.deep.equal(["1STATE_DATA", "2STATE_DATA"]);
    expect(history.map(({ id, previousEventId, type }) => [id, previousEventId, type])).to.deep.equal([
      [1, 0, "ExecutionStarted"],
      [2, 0, "MapStateEntered"],
      [3, 2, "MapStateStarted"],
      [4, 3, "MapRunStarted"],
      [5, 4, "MapRunSucceeded"],
      [6, 5, "MapStateSucceeded"],
      [7, 5, "MapStateExited"],
      [8, 7, "ExecutionSucceeded"],
    ]);
    expect(JSON.stringify(history[3])).to.match(
      /"mapRunArn":"arn:aws:states:us-east-1:000000000000:mapRun:machine\/each:[0-9a-f-]{36}"/,
    );
  });

  it("gives its executions a history and a context of their own, and none of its variables", async () => {
    const arns = new Set<string>();
    const { execute, machine } = deploy(
      definition({
        First: { Type: "Pass", Assign: { outer: 1 }, Next: "All" },
        All: map(
          {},
          {
            Type: "Pass",
            Assign: { outer: 2 },
            Output: "{% [$states.context.Execution.Id, $exists($outer)] %}",
            End: true,
          },
        ),
      }),
      undefined,
      { onEvent: (arn) => arns.add(arn) },
    );
    const { output } = await execute([1]);
    const [arn] = [...arns].filter((each) => each.includes("machine/each:"));
    expect(output).to.deep.equal([[arn, false]]);
    expect(machine.getExecutionHistory(arn ?? "").events.map(({ type }) => type)).to.deep.equal([
      "ExecutionStarted",
      "PassStateEntered",
      "PassStateExited",
      "ExecutionSucceeded",
    ]);
  });

  it("batches its items, by number and by bytes", async () => {
    const of = async (ItemBatcher: object, input: unknown) =>
      (await started(map({ ItemBatcher }), { input })).output;
    expect(await of({ MaxItemsPerBatch: 2 }, [1, 2, 3])).to.deep.equal([{ Items: [1, 2] }, { Items: [3] }]);
    expect(await of({ MaxItemsPerBatch: "{% 2 %}", BatchInput: { a: "{% 1 + 1 %}" } }, [1, 2])).to.deep.equal(
      [{ BatchInput: { a: 2 }, Items: [1, 2] }],
    );
    // {"Items":[]} has 12 bytes, each item and its comma 5.
    expect(await of({ MaxInputBytesPerBatch: 22 }, ["ab", "cd", "ef"])).to.deep.equal([
      { Items: ["ab", "cd"] },
      { Items: ["ef"] },
    ]);
  });

  it("reads JSON, lines of JSON, and CSV, up to MaxItems", async () => {
    const of = async (config: object, text: string) =>
      (await started(reader(config), { items: store({ "b/items": text }).items })).output;
    expect(await of({ InputType: "JSON" }, "[1,2,3]")).to.deep.equal([1, 2, 3]);
    expect(await of({ InputType: "JSON", MaxItems: 2 }, "[1,2,3]")).to.deep.equal([1, 2]);
    expect(await of({ InputType: "JSON", ItemsPointer: "/a~1b" }, '{"a/b":{"c":1}}')).to.deep.equal([1]);
    expect(await of({ InputType: "JSON", ItemsPointer: "/a/b" }, '{"a":{"b":[7]}}')).to.deep.equal([7]);
    expect(await of({ InputType: "JSONL", MaxItems: "{% 1 %}" }, '{"n":1}\n{"n":2}\n')).to.deep.equal([
      { n: 1 },
    ]);
    expect(
      await of({ InputType: "CSV", CSVHeaderLocation: "FIRST_ROW" }, '\uFEFFa,b\r\n1,"x, ""y"""\n\n2\n'),
    ).to.deep.equal([
      { a: "1", b: 'x, "y"' },
      { a: "2", b: "" },
    ]);
    expect(
      await of(
        { InputType: "CSV", CSVHeaderLocation: "GIVEN", CSVHeaders: ["a"], CSVDelimiter: "PIPE" },
        "1|2\n3",
      ),
    ).to.deep.equal([{ a: "1" }, { a: "3" }]);
  });

  it("lists objects", async () => {
    const listing = map({ ItemReader: { Resource: LIST, Arguments: { Bucket: "b", Prefix: "x" } } });
    const { output } = await started(listing, { items: store({ "b/x1": "", "b/y": "", "b/x2": "" }).items });
    expect(output).to.deep.equal([{ Key: "x1" }, { Key: "x2" }]);
  });

  it("fails with States.ItemReaderFailed, which can be caught", async () => {
    const failing = reader({ InputType: "JSON" }, "absent");
    expect(await started(failing, { items: store().items })).to.include({
      status: "FAILED",
      error: "States.ItemReaderFailed",
      cause: "There is no object S3://b/absent.",
    });
    const broken = await started(reader({ InputType: "JSON" }), { items: store({ "b/items": "{" }).items });
    expect(broken.error).to.equal("States.ItemReaderFailed");
    const { items } = store();
    const refused = { ...items, read: () => Promise.reject(failure("AccessDenied", "no")) };
    expect(await started(failing, { items: refused })).to.include({
      error: "States.ItemReaderFailed",
      cause: "no",
    });
  });

  it("fails when more executions fail than may, and stops the others", async () => {
    const work = (fields: object, input: unknown) =>
      started(map({ MaxConcurrency: 1, ...fields }, task()), {
        input,
        tasks: ({ arguments: ok }) => (ok === true ? Promise.resolve(ok) : Promise.reject(failure("Broken"))),
      });
    expect(await work({}, [true, false, true])).to.include({
      status: "FAILED",
      error: "States.ExceedToleratedFailureThreshold",
      cause: "The specified tolerated failure threshold was exceeded",
    });
    expect((await work({}, [false])).history.map(({ type }) => type).slice(-3)).to.deep.equal([
      "MapRunFailed",
      "MapStateFailed",
      "ExecutionFailed",
    ]);
    const { output } = await work({ ToleratedFailureCount: 1 }, [true, false]);
    expect(output).to.have.nested.property("[0]", true);
    expect(output).to.have.deep.nested.property("[1].Error", "Broken");
    expect(output).to.have.deep.nested.property("[1].Status", "FAILED");
    expect((await work({ ToleratedFailureCount: 1 }, [false, false])).status).to.equal("FAILED");
    expect((await work({ ToleratedFailurePercentage: "{% 50 %}" }, [true, false])).status).to.equal(
      "SUCCEEDED",
    );
    expect((await work({ ToleratedFailurePercentage: 49 }, [true, false])).status).to.equal("FAILED");
  });

  it("writes its results, and puts out where", async () => {
    const { items, written } = store();
    const { output } = await started(
      map(
        {
          ResultWriter: {
            Resource: PUT,
            Arguments: { Bucket: "out", Prefix: "{% $states.input.to %}" },
            WriterConfig: { Transformation: "COMPACT" },
          },
          Items: "{% $states.input.items %}",
          ToleratedFailurePercentage: 100,
        },
        task(),
      ),
      {
        items,
        input: { to: "results", items: [1, 2, 3] },
        tasks: ({ arguments: n }) => (n === 2 ? Promise.reject(failure("Broken")) : Promise.resolve(n)),
      },
    );
    const { MapRunArn, ResultWriterDetails } = output as {
      MapRunArn: string;
      ResultWriterDetails: { Bucket: string; Key: string };
    };
    const folder = ResultWriterDetails.Key.replace("/manifest.json", "");
    expect(ResultWriterDetails).to.deep.equal({
      Bucket: "out",
      Key: `results/${MapRunArn.split(":").at(-1) ?? ""}/manifest.json`,
    });
    expect(written[`out/${folder}/SUCCEEDED_0.json`]).to.deep.equal([1, 3]);
    expect(written[`out/${folder}/FAILED_0.json`]).to.have.nested.property("[0].Error", "Broken");
    expect(written[`out/${ResultWriterDetails.Key}`]).to.deep.include({
      DestinationBucket: "out",
      MapRunArn,
    });
  });

  it("shapes its results without writing them", async () => {
    const { output } = await started(
      map({ ResultWriter: { WriterConfig: { Transformation: "FLATTEN", OutputType: "JSON" } } }),
      {
        input: [[1, 2], 3],
      },
    );
    expect(output).to.deep.equal([1, 2, 3]);
    const whole = await started(
      map({ ResultWriter: { WriterConfig: { Transformation: "NONE", OutputType: "JSON" } } }),
      { input: [1] },
    );
    expect(whole.output).to.have.nested.property("[0].Output", "1");
  });

  it("that is redriven redrives the executions that had failed", async () => {
    let broken = true;
    const { machine, clock, execute, look, calls } = deploy(
      definition({ All: map({ MaxConcurrency: 1 }, task()) }),
      ({ arguments: n }) => (n === 2 && broken ? Promise.reject(failure("Broken")) : Promise.resolve(n)),
    );
    expect((await execute([1, 2, 3])).description.status).to.equal("FAILED");
    broken = false;
    machine.redriveExecution(look().description.executionArn);
    await clock.run();
    expect(look().output).to.deep.equal([1, 2, 3]);
    expect(calls.map(({ arguments: n }) => n)).to.deep.equal([1, 2, 2, 3]);
    expect(look().types).to.include("MapRunRedriven");
  });

  it("is stopped with its executions", async () => {
    const children = new Set<string>();
    const { machine, execute, look, clock } = deploy(
      definition({ All: map({}, { Type: "Wait", Seconds: 1_000, End: true }) }),
      undefined,
      { onEvent: (arn) => children.add(arn) },
    );
    await execute([1, 2], 5_000);
    machine.stopExecution(look().description.executionArn);
    await clock.run(clock.now());
    expect([...children].map((arn) => machine.describeExecution(arn).status)).to.deep.equal([
      "ABORTED",
      "ABORTED",
      "ABORTED",
    ]);
  });

  it("is refused by name where it cannot be run", async () => {
    const refusal = async (state: State, items?: ItemStore) =>
      started(state, { ...(items && { items }) }).then(
        ({ status }) => status,
        (error: unknown) => String(error).replace(/^.*Definition: /, ""),
      );
    expect(await refusal(reader({ InputType: "JSON" }))).to.equal(
      '/States/All/ItemReader: the option "items" is missing, which reads the objects',
    );
    const { items } = store();
    expect(await refusal(reader({ InputType: "PARQUET" }), items)).to.equal(
      "/States/All/ItemReader/ReaderConfig/InputType: PARQUET is not supported (known: CSV, JSON, JSONL)",
    );
    expect(await refusal(reader({ InputType: "JSON", Transformation: "LOAD_AND_FLATTEN" }), items)).to.equal(
      "/States/All/ItemReader/ReaderConfig/Transformation: LOAD_AND_FLATTEN is not supported (known: NONE)",
    );
    expect(
      await refusal(map({ ItemReader: { Resource: LIST, Arguments: {} } }), { read: items.read }),
    ).to.equal('/States/All/ItemReader/Resource: the option "items" has no "list", which lists objects');
    expect(await refusal(map({ ItemReader: { Resource: PUT } }), items)).to.equal(
      `/States/All/ItemReader/Resource: expected ${GET} or ${LIST}, found "${PUT}"`,
    );
    expect(await refusal(map({ ResultWriter: { Resource: PUT, Arguments: {} } }))).to.equal(
      '/States/All/ResultWriter: the option "items" has no "write", which writes objects',
    );
  });

  it("tolerates items, and those of a batch that failed are all lost", async () => {
    const failed: State = {
      Type: "Choice",
      Choices: [{ Condition: "{% 3 in $states.input.Items %}", Next: "No" }],
      Default: "Yes",
    };
    const batched = (tolerated: object) =>
      run(
        definition({
          All: {
            ...map({ Items: [1, 2, 3, 4, 5], ItemBatcher: { MaxItemsPerBatch: 2 }, ...tolerated }),
            ItemProcessor: {
              ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
              StartAt: "Item",
              States: { Item: failed, No: { Type: "Fail" }, Yes: { Type: "Succeed" } },
            },
          } as State,
        }),
      );
    expect((await batched({ ToleratedFailureCount: 1 })).error).to.equal(
      "States.ExceedToleratedFailureThreshold",
    );
    expect((await batched({ ToleratedFailureCount: 2 })).status).to.equal("SUCCEEDED");
    expect((await batched({ ToleratedFailurePercentage: 39 })).status).to.equal("FAILED");
    expect((await batched({ ToleratedFailurePercentage: 40 })).status).to.equal("SUCCEEDED");
  });

  it("in Express executions ends them after five minutes, and refuses what only Standard ones can do", async () => {
    const express = (state: State) => ({
      ...map({ Items: [1] }, state),
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED" as const, ExecutionType: "EXPRESS" as const },
        StartAt: "Item",
        States: { Item: state },
      },
    });
    const wait = (Seconds: number): State => ({ Type: "Wait", Seconds, End: true });
    expect((await started(express(wait(299)) as State)).status).to.equal("SUCCEEDED");
    expect((await started(express(wait(301)) as State)).error).to.equal(
      "States.ExceedToleratedFailureThreshold",
    );
    const at = "/States/All/ItemProcessor/States/Item";
    for (const [state, fault] of [
      [
        task({ Resource: "arn:aws:states:::ecs:runTask.sync" }),
        `${at}/Resource: an Express execution calls and goes on, found "arn:aws:states:::ecs:runTask.sync"`,
      ],
      [
        {
          Type: "Parallel",
          Branches: [{ StartAt: "In", States: { In: task({ Resource: WAIT }) } }],
          End: true,
        },
        `${at}/Branches/0/States/In/Resource: an Express execution calls and goes on, found "${WAIT}"`,
      ],
      [map({ Items: [] }), `${at}: an Express execution has no distributed Map`],
    ] as [State, string][]) {
      const refused = await started(express(state) as State).catch((error: unknown) => error);
      expect(refused).to.have.property("message", `Invalid State Machine Definition: ${fault}`);
    }
  });
});
