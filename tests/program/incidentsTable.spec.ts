import { expect } from "chai";
import { resourceOf, runOf, type Stack } from "../support/program";

const tableOf = async (stack: Stack) =>
  resourceOf(await runOf(stack), "aws:dynamodb/table:Table", "incidents");

describe("program: the table of incidents", () => {
  it("has its keys, indexes without attempts, and expiry, and is backed up and encrypted", async () => {
    expect((await tableOf("dev")).inputs).to.deep.equal({
      name: "resit-dev-incidents",
      billingMode: "PAY_PER_REQUEST",
      hashKey: "incidentId",
      attributes: ["incidentId", "status", "reportedAt", "studentId", "changedOn", "changedAt", "dueAt"].map(
        (name) => ({
          name,
          type: "S",
        }),
      ),
      globalSecondaryIndexes: [
        {
          name: "byStatus",
          keySchemas: [
            { attributeName: "status", keyType: "HASH" },
            { attributeName: "reportedAt", keyType: "RANGE" },
          ],
          projectionType: "INCLUDE",
          nonKeyAttributes: ["studentId", "course", "assessment", "closedAt"],
        },
        {
          name: "byStudent",
          keySchemas: [
            { attributeName: "studentId", keyType: "HASH" },
            { attributeName: "reportedAt", keyType: "RANGE" },
          ],
          projectionType: "INCLUDE",
          nonKeyAttributes: ["course", "assessment", "status", "closedAt"],
        },
        {
          name: "byChange",
          keySchemas: [
            { attributeName: "changedOn", keyType: "HASH" },
            { attributeName: "changedAt", keyType: "RANGE" },
          ],
          projectionType: "INCLUDE",
          nonKeyAttributes: [
            "studentId",
            "course",
            "assessment",
            "status",
            "reportedAt",
            "closedAt",
            "version",
          ],
        },
        {
          name: "openByDueAt",
          keySchemas: [
            { attributeName: "status", keyType: "HASH" },
            { attributeName: "dueAt", keyType: "RANGE" },
          ],
          projectionType: "INCLUDE",
          nonKeyAttributes: ["version"],
        },
      ],
      ttl: { attributeName: "purgeAt", enabled: true },
      pointInTimeRecovery: { enabled: true },
      serverSideEncryption: { enabled: true },
      deletionProtectionEnabled: false,
    });
  });

  it("can be deleted in development, and is protected by Pulumi and by AWS in production", async () => {
    const [dev, prod] = [await tableOf("dev"), await tableOf("prod")];
    expect([dev.protect, dev.inputs["deletionProtectionEnabled"]]).to.deep.equal([false, false]);
    expect([prod.protect, prod.inputs["deletionProtectionEnabled"]]).to.deep.equal([true, true]);
  });
});
