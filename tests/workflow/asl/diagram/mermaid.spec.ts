import { expect } from "chai";
import { mermaid } from "../../../../workflow/asl/diagram";
import { machine, task } from "./support";

const Good = { Type: "Succeed" };

const withoutStyles = (text: string): readonly string[] =>
  text.split("\n").filter((line) => line !== "" && !/^(classDef|class|linkStyle) /.test(line));

describe("mermaid", () => {
  it("writes states by their kind, and ways with what is said beside them", () => {
    expect(
      withoutStyles(
        mermaid({
          Comment: "An order: from the cart to the door",
          StartAt: "Read",
          TimeoutSeconds: 60,
          States: {
            Read: {
              Type: "Task",
              Resource: "arn:aws:states:::dynamodb:getItem",
              Parameters: { TableName: "Orders" },
              Catch: [{ ErrorEquals: ["States.ALL"], Next: "Bad" }],
              Next: "Is it due?",
            },
            "Is it due?": {
              Type: "Choice",
              Choices: [{ Variable: "$.status", StringEquals: "due", Next: "Good" }],
              Default: "Wait",
            },
            Wait: { Type: "Wait", Seconds: 60, Next: "Pass" },
            Pass: { Type: "Pass", End: true },
            Good,
            Bad: { Type: "Fail", Error: "Late" },
          },
        }),
      ),
    ).to.deep.equal([
      "flowchart TD",
      "accTitle: An order from the cart to the door",
      'n0(["start<br/>takes up to 1 minute"])',
      'n1("Read<br/>reads from table Orders")',
      'n2{"Is it due?"}',
      'n3{{"Wait<br/>waits 1 minute"}}',
      'n4["Pass<br/>the end"]',
      'n5(["Good"])',
      'n6["Bad<br/>fails with Late"]',
      "n0 --> n1",
      'n1 -->|"succeeded"| n2',
      'n1 -.->|"any error"| n6',
      'n2 -->|"status is #quot;due#quot;"| n5',
      'n2 -->|"otherwise"| n3',
      "n3 --> n4",
    ]);
  });

  it("writes Parallel and Map as groups, which begin at what they are and end at a point", () => {
    const branch = (name: string) => ({ StartAt: name, States: { [name]: Good } });
    expect(
      withoutStyles(
        mermaid(
          machine({
            Both: { Type: "Parallel", Branches: [branch("A"), branch("B")], Next: "Each" },
            Each: { Type: "Map", MaxConcurrency: 5, ItemProcessor: branch("C"), End: true },
          }),
        ),
      ),
    ).to.deep.equal([
      "flowchart TD",
      "accTitle: State machine",
      'n0(["start"])',
      'subgraph n2["Both"]',
      'n1("2 branches at once")',
      'subgraph n7["branch 1"]',
      'n8(["A"])',
      "end",
      'subgraph n9["branch 2"]',
      'n10(["B"])',
      "end",
      "n3(( ))",
      "end",
      'subgraph n5["Each"]',
      'n4("for each item<br/>5 at once<br/>the end")',
      'n12(["C"])',
      "end",
      "n0 --> n1",
      "n3 --> n4",
      "n8 --- n3",
      "n10 --- n3",
      "n1 --> n8",
      "n1 --> n10",
      "n4 --> n12",
    ]);
  });

  it("says with classes and line styles what the colours of the picture say", () => {
    expect(
      mermaid(machine({ Call: task({ Catch: [{ ErrorEquals: ["A"], Next: "Good" }], Next: "Good" }), Good }))
        .split("\n")
        .filter((line) => /^(classDef|class|linkStyle) /.test(line)),
    ).to.deep.equal([
      "classDef c0 fill:#1f2937,stroke:#1f2937,color:#ffffff",
      "class n0 c0",
      "classDef c1 fill:#e6effc,stroke:#1d4ed8,color:#1e3a8a,stroke-width:1px",
      "class n1 c1",
      "classDef c2 fill:#dff5e3,stroke:#15803d,color:#14532d,stroke-width:3px",
      "class n2 c2",
      "linkStyle 0,1 stroke:#4b5563,color:#374151",
      "linkStyle 2 stroke:#b91c1c,color:#b91c1c",
    ]);
  });

  // Each was seen in Mermaid 11 to be taken for something else, or to break the text.
  it("writes what Mermaid would take for something else as entity codes", () => {
    const label = (name: string) => /^n1\(\["(.*)"\]\)$/m.exec(mermaid(machine({ [name]: Good })))?.[1];
    expect(
      [
        'say "yes"',
        "<b>&amp;</b>",
        "#35; [a] {b} | `c`",
        "1. one",
        "- dash",
        "*a* _b_ ~c~",
        "www.example.com",
        "$$x$$",
        "%%{init: {}}%%",
        "fa:fa-car",
        "学生 🎓",
        "a\nb",
      ].map(label),
    ).to.deep.equal([
      "say #quot;yes#quot;",
      "#lt;b#gt;#amp;amp#59;#lt;/b#gt;",
      "#35;35#59; #91;a#93; #123;b#125; #124; #96;c#96;",
      "1#46; one",
      "#45; dash",
      "#42;a#42; #95;b#95; #126;c#126;",
      "www#46;example.com",
      "#36;#36;x#36;#36;",
      "#37;#37;#123;init#58; #123;#125;#125;#37;#37;",
      "fa#58;fa-car",
      "学生 🎓",
      "a b",
    ]);
  });

  it("draws the way of a run thick, and names what is different", () => {
    const before = machine({ A: task({ Next: "Good" }), Good });
    expect(mermaid(before, { highlight: { states: ["A"] } })).to.include("n0 ==> n1");
    const after = machine({ A: task({ Next: "B" }), B: Good });
    const text = mermaid(after, { since: before });
    expect(text).to.include('n2(["#43; added<br/>B"])').and.to.include('n3(["#8722; removed<br/>Good"])');
    expect(text).to.include('n1 -->|"#43; added"| n2').and.to.include('n1 -->|"#8722; removed"| n3');
  });
});
