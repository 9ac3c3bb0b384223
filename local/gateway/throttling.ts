/**
 * How many requests a method takes, by token bucket.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
import { readState, type Resource } from "../inputs";

export interface Throttling {
  /** Requests per second. */
  readonly rate: number;
  /** Requests at once. */
  readonly burst: number;
}

/** Whether one more may pass now. */
export type Bucket = () => boolean;

/** Full at first; `now` answers milliseconds. */
export function bucket({ rate, burst }: Throttling, now: () => number = () => performance.now()): Bucket {
  let left = burst;
  let at = now();
  return () => {
    const later = now();
    left = Math.min(burst, left + ((later - at) / 1000) * rate);
    at = later;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}

/** What AWS says for "no limit". */
const NO_LIMIT = -1;

/** Of each method of the stage; nothing where the program sets no limits. Those of single methods stop the start. */
export function readThrottling(
  { id }: Resource,
  stageName: string,
  settings: readonly Resource[],
): Throttling | undefined {
  const [found] = settings
    .filter(({ state }) => state["restApi"] === id && state["stageName"] === stageName)
    .flatMap((resource) => {
      const state = readState(resource);
      const limits = state.record("settings");
      const rate = limits.optionalNumber("throttlingRateLimit") ?? NO_LIMIT;
      const burst = limits.optionalNumber("throttlingBurstLimit") ?? NO_LIMIT;
      if (rate < 0 || burst < 0) return [];
      if (state.text("methodPath") !== "*/*")
        throw new Error(
          `MethodSettings "${resource.name}": throttling of ${state.text("methodPath")} alone is not emulated on this machine, that of */* is.`,
        );
      return [{ rate, burst }];
    });
  return found;
}
