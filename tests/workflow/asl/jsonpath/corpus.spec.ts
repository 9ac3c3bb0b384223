/** The machines of others, which are read where they lie: ../shared/asl. */
import { expect } from "chai";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expressionsIn, parsePath } from "../../../../workflow/asl/jsonpath";
import { isList, isObject, type Json } from "../../../../workflow/asl/json";
import { CORPORA, describeCorpora } from "../../../support/corpora";

const PATH_FIELDS =
  /^(Input|Output|Result|Items|Error|Cause|Seconds|Timestamp|TimeoutSeconds|HeartbeatSeconds|MaxConcurrency|Max\w+)Path$|^Variable$/;

interface Found {
  readonly at: string;
  readonly text: string;
  readonly fault: string | undefined;
}

function* paths(json: Json, at: string): Iterable<Found> {
  if (isList(json)) for (const [index, item] of json.entries()) yield* paths(item, `${at}/${index}`);
  if (!isObject(json)) return;
  for (const [field, value] of Object.entries(json)) {
    if (PATH_FIELDS.test(field) && typeof value === "string" && value.startsWith("$")) {
      const parsed = parsePath(value);
      yield { at: `${at}/${field}`, text: value, fault: "fault" in parsed ? parsed.fault : undefined };
    } else yield* paths(value, `${at}/${field}`);
  }
}

function* expressions(folder: string): Iterable<Found> {
  for (const file of readdirSync(join(CORPORA, folder))) {
    if (!file.endsWith(".json") || file === "index.json") continue;
    const json = JSON.parse(readFileSync(join(CORPORA, folder, file), "utf8")) as Json;
    yield* paths(json, file);
    for (const { at, text, expression } of expressionsIn(json))
      yield {
        at: [file, ...at].join("/"),
        text: JSON.stringify(text),
        fault: "fault" in expression ? expression.fault : undefined,
      };
  }
}

describeCorpora("the corpora", () => {
  for (const folder of ["seeds", "valid"])
    it(`have no path in ${folder}/ that does not parse`, () => {
      const found = [...expressions(folder)];
      expect(found.length).to.be.greaterThan(10);
      expect(found.filter(({ fault }) => fault !== undefined)).to.deep.equal([]);
    });

  it("have in invalid/ these that do not parse", () => {
    const wrong = [...expressions("invalid")].filter(({ fault }) => fault !== undefined);
    expect(wrong.map(({ at, text }) => [at.split("/")[0], text]).sort()).to.deep.equal([
      ["asl-validator-invalid-math-add.json", "\"States.MathAdd(1,'-1')\""],
      ["asl-validator-invalid-payload-template.asl.json", '"ipsum"'],
      ["statelint-invalid-function-invocation.json", '"States.Xyz($.result)"'],
    ]);
  });
});
