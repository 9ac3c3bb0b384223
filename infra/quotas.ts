/**
 * What AWS gives an account in a region by default. Those of new accounts can be lower; all of these can be raised.
 * Alarms stand at a share of them, and docs/scaling.md says what comes after.
 */

/** Alarms ring where so much of a quota is used. */
export const ALARM_SHARE = 0.8;

/** Regions whose state machines may do more. */
const LARGE = ["us-east-1", "us-west-2", "eu-west-1"];

/** A bucket that is refilled every second: what comes at once, and what goes on. */
export interface Bucket {
  readonly size: number;
  readonly refill: number;
}

interface StepFunctionsQuotas {
  readonly openExecutions: number;
  readonly stateTransition: Bucket;
  readonly startExecution: Bucket;
  readonly sendTaskSuccess: Bucket;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export function stepFunctionsQuotas(region: string): StepFunctionsQuotas {
  return LARGE.includes(region)
    ? {
        openExecutions: 1_000_000,
        stateTransition: { size: 5_000, refill: 1_500 },
        startExecution: { size: 1_300, refill: 300 },
        sendTaskSuccess: { size: 3_000, refill: 500 },
      }
    : {
        openExecutions: 1_000_000,
        stateTransition: { size: 800, refill: 500 },
        startExecution: { size: 800, refill: 150 },
        sendTaskSuccess: { size: 1_500, refill: 300 },
      };
}

/** Functions that run at once (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
export const CONCURRENT_INVOCATIONS = 1_000;

/** Requests of all APIs, per second and at once
 *  (https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html). */
export const API_REQUESTS: Bucket = { size: 5_000, refill: 10_000 };

/** What the stage lets through of each method: an exam week of a large university stays far below (docs/scaling.md). */
export const METHOD_REQUESTS: Bucket = { size: 200, refill: 100 };

/** Of a partition of a table or an index, units per second
 *  (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html). */
export const PARTITION = { writes: 1_000, reads: 3_000 } as const;

/** Of an item, in bytes
 *  (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html). */
export const ITEM_BYTES = 409_600;

/** Units per second of a new table on demand, before it grows by itself
 *  (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput-scenarios.html). */
export const NEW_TABLE = { writes: 4_000, reads: 12_000 } as const;

/** Mails per second to one subscription: past that SNS turns the subscription off
 *  (https://repost.aws/knowledge-center/sns-email-subscription-disabled). */
export const MAILS = 10;
