import { expect } from "chai";
import { functionsOf } from "../support/cloud";
import { played, type Played } from "../support/play";

describe("packages: execution", () => {
  let all: Played;
  before(async () => {
    all = await played();
  });
  /** What it answered when nothing was wrong. */
  const results = (wanted: string) =>
    all.cloud.outcomes.flatMap(({ name, outcome }) =>
      name === wanted && outcome.error === undefined ? [outcome.result] : [],
    );

  it("is of the deployed file of each function, in a process of its own: each of the 15 answers", () => {
    const names = functionsOf(all.run);
    expect(names).to.have.length(15);
    expect(names.filter((name) => results(name).length === 0)).to.deep.equal([]);
  });

  it("answers the question of a browser, which reaches nothing in AWS", () => {
    expect(results("preflight")).to.deep.equal([
      {
        statusCode: 204,
        headers: {
          "Access-Control-Allow-Headers": "Authorization, Content-Type, If-None-Match",
          "Access-Control-Allow-Methods": "PUT, GET, POST, DELETE",
          "Access-Control-Allow-Origin": "https://exam.university.example",
          "Access-Control-Expose-Headers": "ETag, Location, Retry-After, x-amzn-RequestId, X-Amzn-Trace-Id",
          "Access-Control-Max-Age": "7200",
          Vary: "Origin",
        },
        body: "",
      },
    ]);
  });

  it("counts what the schedule found: an incident that nothing was begun for, and a student to remind", () => {
    expect(results("sweep")).to.deep.equal([{ started: 0, reminded: 1, overdue: 1 }]);
  });
});
