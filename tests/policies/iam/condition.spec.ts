import { expect } from "chai";
import { asksFor, keysAsked } from "../../../policies/iam/condition";
import { UNKNOWN } from "../../../policies/value";

const WANTED = new Map([
  ["aws:sourceaccount", "123456789012"],
  ["aws:sourcearn", "arn:aws:sns:eu-west-1:123456789012:notices"],
]);

const account = { StringEquals: { "aws:SourceAccount": "123456789012" } };

describe("policies: conditions", () => {
  it("ask for keys in any case, by operators that ask for a value", () => {
    expect(
      keysAsked({ stringlike: { "AWS:SourceArn": "*" }, StringNotEquals: { "aws:PrincipalArn": "x" } }),
    ).to.deep.equal(["aws:sourcearn"]);
    expect(keysAsked(UNKNOWN)).to.deep.equal([]);
    expect(keysAsked({ constructor: { "aws:SourceArn": "*" }, StringEquals: 7 })).to.deep.equal([]);
  });

  it("let a value through that one of theirs fits", () => {
    const arns = ["arn:aws:sns:*:*:other", "arn:aws:sns:*:*:not*"];
    expect(asksFor({ ...account, ArnLike: { "aws:SourceArn": arns } }, WANTED)).to.be.true;
    expect(asksFor({ ...account, ArnLike: { "aws:SourceArn": arns.slice(0, 1) } }, WANTED)).to.be.false;
  });

  it("know no wildcards where they compare texts for equality", () => {
    expect(asksFor({ StringEquals: { "aws:SourceAccount": "*", "aws:SourceArn": "*" } }, WANTED)).to.be.false;
    expect(asksFor({ StringLike: { "aws:SourceAccount": "*", "aws:SourceArn": "*" } }, WANTED)).to.be.true;
  });

  it("do not count where a key is missing, where they ask for another, or by another operator", () => {
    expect(asksFor(account, WANTED)).to.be.false;
    const both = { ...account, ArnLike: { "aws:SourceArn": "*" } };
    expect(asksFor({ ...both, Bool: { "aws:SecureTransport": "true" } }, WANTED)).to.be.false;
    expect(asksFor({ ...account, ArnNotLike: { "aws:SourceArn": "*" } }, WANTED)).to.be.false;
    expect(asksFor(UNKNOWN, WANTED)).to.be.false;
  });

  it("let any value through where the wanted one is not known", () => {
    const wanted = new Map([["aws:sourcearn", undefined]]);
    expect(asksFor({ ArnLike: { "aws:SourceArn": "x" } }, wanted)).to.be.true;
    expect(asksFor({ ArnLike: { "aws:SourceArn": [] } }, wanted)).to.be.false;
  });
});
