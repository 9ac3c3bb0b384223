/** The machines of others, which are read where they lie: ../shared/asl. */
import { expect } from "chai";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { check } from "prettier";
import type { Json } from "../../../../workflow/asl/json";
import { CORPORA, describeCorpora } from "../../../support/corpora";
import { compiled, generate, rendered } from "./generated";

const read = (folder: string): readonly (readonly [name: string, definition: Json])[] =>
  readdirSync(join(CORPORA, folder))
    .filter((file) => file !== "index.json")
    .map((file) => [
      `${folder}/${file}`,
      JSON.parse(readFileSync(join(CORPORA, folder, file), "utf8")) as Json,
    ]);

describeCorpora("import: the machines of others", () => {
  let machines: ReadonlyMap<string, Json>;
  let codes: ReadonlyMap<string, string>;

  before(() => {
    machines = new Map([...read("seeds"), ...read("valid")]);
    codes = new Map([...machines].map(([name, definition]) => [name, generate(definition, { from: name })]));
  });

  it("compile, every one", () => {
    const faults = [...compiled(codes)].filter(([, diagnostics]) => diagnostics.length > 0);
    expect(faults).to.deep.equal([]);
  });

  it("render back to the same JSON, every one", () => {
    for (const [name, code] of codes) expect(rendered(code), name).to.deep.equal(machines.get(name));
  });

  it("are laid out as prettier does, every one", async () => {
    for (const [name, code] of codes)
      expect(await check(code, { parser: "typescript", printWidth: 110 }), name).to.equal(true);
  });
});
