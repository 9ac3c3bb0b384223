import { expect } from "chai";
import { pass, set, variables } from "../../../../workflow/asl/build";

interface Vars {
  readonly total: number;
  readonly ids: readonly string[];
}

describe("variables", () => {
  const vars = variables<Vars>();

  it("are assigned by name, without the dollar", () => {
    const state = pass<{ readonly id: string }>()({
      assign: ({ input }) => set(vars, { total: 1, ids: [input.id] }),
      end: true,
    });
    expect(state.render("JSONata")).to.deep.equal({
      Type: "Pass",
      Assign: { total: 1, ids: ["{% $states.input.id %}"] },
      End: true,
    });
  });

  it("are read with the dollar", () => {
    const state = pass<unknown>()({ output: () => [vars.total, vars.ids], end: true });
    expect(state.render("JSONata")).to.deep.include({ Output: ["{% $total %}", "{% $ids %}"] });
  });

  for (const name of ["states", "no-name", "1st", "", "x".repeat(81)])
    it(`cannot be called ${JSON.stringify(name)}`, () => {
      const wrong = variables<Record<string, number>>();
      expect(() => set(wrong, { [name]: 1 })).to.throw(`"${name}" cannot be a variable`);
      expect(() => wrong[name]).to.throw(`"${name}" cannot be a variable`);
    });
});
