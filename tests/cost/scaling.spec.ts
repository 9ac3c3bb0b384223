/** Why the table scales: bounds, pages, no scan, and no partition that an exam week fills. */
import { expect } from "chai";
import { ROUTES } from "../../api/routes";
import { entry, itemSize } from "../../cost/capacity";
import { largestItem } from "../../cost/largestItem";
import { fullAt, loads, partitionRate, SHARED, WEEK } from "../../cost/scaling";
import {
  API_REQUESTS,
  ITEM_BYTES,
  METHOD_REQUESTS,
  PARTITION,
  stepFunctionsQuotas,
} from "../../infra/quotas";
import { MAX_PAGE } from "../../workflow/contract";
import { isIncident } from "../../workflow/incident";
import { INDEXES } from "../../workflow/indexes";
import { at, ofType, runOf, textAt } from "../support/program";

describe("scaling: items", () => {
  it("stay below what DynamoDB takes, with every text as long and every list as full as the bounds allow", () => {
    const item = largestItem();
    expect(isIncident(item)).to.equal(true);
    expect(itemSize(item)).to.be.lessThan(ITEM_BYTES / 2);
  });

  it("stay small in every index: no attempts and no audit, so that a page of entries is one answer", () => {
    // Of a query's answer (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html).
    const answer = 1_048_576;
    for (const index of Object.values(INDEXES))
      expect(MAX_PAGE * itemSize(entry(index, largestItem()) ?? {}), index.name).to.be.lessThan(answer);
  });
});

describe("scaling: queries", () => {
  it("never scan: no role may, and none may do whatever it likes with the table", async () => {
    const documents = ofType(await runOf("prod"), "aws:iam/rolePolicy:RolePolicy").map(({ inputs }) =>
      textAt(inputs, "policy"),
    );
    expect(documents.length).to.be.greaterThan(10);
    expect(documents.filter((text) => /dynamodb:(\*|Scan|Batch|PartiQL)/.test(text))).to.deep.equal([]);
    expect(documents.filter((text) => text.includes("dynamodb:Query")).length).to.be.greaterThan(0);
  });

  it("name a partition of an index, which holds what its page shows", async () => {
    const [table] = ofType(await runOf("prod"), "aws:dynamodb/table:Table");
    expect(at(table?.inputs, "globalSecondaryIndexes")).to.have.length(Object.keys(INDEXES).length);
  });

  it("answer pages of a bounded length", () => {
    const limits = ROUTES.flatMap(({ parameters }) =>
      parameters.filter(({ name }) => name === "limit").map(({ schema }) => at(schema, "maximum")),
    );
    expect(limits).to.deep.equal([MAX_PAGE]);
  });
});

describe("scaling: an exam week", () => {
  it("fills no partition by what students and officers do", () => {
    const [passed, failed, reported] = loads("eu-west-2");
    for (const load of [passed, failed, reported])
      for (const index of SHARED)
        expect(load && partitionRate(load, index), `${load?.what ?? ""}: ${index}`).to.be.lessThan(
          PARTITION.writes / 3,
        );
  });

  it("is paced by the state machine where many deadlines go by in the same second", () => {
    const small = loads("eu-west-2").at(-1);
    expect(small?.rate).to.be.closeTo(stepFunctionsQuotas("eu-west-2").stateTransition.refill / 3, 1e-9);
    // In the large regions it goes on faster than one partition takes: tasks are retried for longer than that lasts.
    const large = loads("eu-west-1").at(-1);
    const seconds = WEEK.incidents / WEEK.days / fullAt(large?.changes ?? []);
    expect(seconds).to.be.lessThan(8.5 * 60);
  });

  it("leaves each method of the API five sixths of what the stage lets through", () => {
    expect(WEEK.submissions / WEEK.seconds).to.be.at.most(METHOD_REQUESTS.refill / 6 + 1e-9);
  });

  it("asks the account for less than a hundredth of the API's requests", () => {
    expect((WEEK.submissions / WEEK.seconds) * 4).to.be.lessThan(API_REQUESTS.refill / 100);
  });
});
