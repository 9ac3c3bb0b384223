import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { numberText, page, text } from "../../bench/page";
import type { Report } from "../../bench/report";
import kept = require("../../docs/benchmarks.json");

const REPORT: Report = {
  day: "2026-03-02",
  machine: { processor: "A processor", cores: 2, memoryGB: 8, system: "linux x64" },
  versions: { node: "24.0.0", esbuild: "0.28.2" },
  sections: [
    {
      title: "One thing",
      text: ["How it was measured."],
      tables: [
        {
          caption: "What was found:",
          heads: ["", "B", "ms"],
          rows: [
            ["one", 1234567, { median: 12.345, low: 1.5, high: 1234.5, count: 3 }],
            ["the other", 5, { median: 1, low: 1, high: 1, count: 3 }],
          ],
        },
      ],
    },
  ],
};

const SECTION = `## One thing

How it was measured.

What was found:

|           |         B |                ms |
| --------- | --------: | ----------------: |
| one       | 1,234,567 | 12.3 (1.50–1,235) |
| the other |         5 |           1 (1–1) |`;

describe("bench: the page", () => {
  it("is what its report gives, whenever it was measured (else: npm run docs)", () => {
    const path = join(__dirname, "..", "..", "docs", "benchmarks.md");
    expect(readFileSync(path, "utf8")).to.equal(page(kept));
  });

  it("shows tables with numbers to the right, and the spread beside the median", () => {
    expect(text(REPORT)).to.equal(`${SECTION}\n`);
    expect(page(REPORT)).to.include(SECTION);
  });

  it("says when, on what, and with which versions it was measured", () => {
    expect(page(REPORT))
      .to.include("measured on 2026-03-02")
      .and.to.include("A processor, 2 cores, 8 GB, linux x64.")
      .and.to.include("| node    | 24.0.0  |\n| esbuild | 0.28.2  |");
  });

  const numbers: readonly (readonly [number, string])[] = [
    [0, "0"],
    [4290317, "4,290,317"],
    [1234.56, "1,235"],
    [123.456, "123"],
    [12.3456, "12.3"],
    [1.23456, "1.23"],
    [0.123456, "0.12"],
    [0.0053456, "0.0053"],
    [-1.5, "-1.50"],
  ];
  for (const [number, written] of numbers)
    it(`writes ${number} as ${written}`, () => {
      expect(numberText(number)).to.equal(written);
    });
});
