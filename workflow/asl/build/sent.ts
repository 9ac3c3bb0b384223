/** What a task passes to what it calls: nothing that is not expected there. */
import type { Json } from "../json";
import type { Catches, Retries, Ways } from "./failing";
import type { Given, Ref, Scalar } from "./reference";
import type { Carried, KeysOf, Stray } from "./state";

declare const unread: unique symbol;
/** Marks what the compiler has not read, because it stopped at another mistake in the state. */
interface Unread {
  readonly [unread]?: never;
}

/** The default of what is inferred from a payload: it stays where the compiler has stopped. */
export type Unsent<Expected> = Given<Expected> & Unread;

/** The ways out of a task that sends something; none if there is a mistake in it, so that only the mistake is told. */
export type SendingWays<
  In,
  Retried extends Retries<string>,
  Caughts extends Catches<string>,
  Errors,
  Done,
  Sent,
  Expected,
> =
  // References first: what one refers to may be the parameter of a generic function.
  Carried<Sent> extends Carried<Ref<unknown>>
    ? Ways<In, Retried, Caughts, Errors, Done>
    : typeof unread extends keyof Sent
      ? never
      : Ways<In, Retried, Caughts, Errors, Done> | Stray<Excess<Sent, Expected>, "its payload or arguments">;

/** The names of fields that nobody expects, at any depth. A reference may have more of them, as any type may. */
type Excess<Sent, Expected> =
  Carried<Sent> extends Carried<Ref<unknown>>
    ? never
    : Sent extends Ref<unknown> | Scalar | undefined | readonly unknown[]
      ? never
      : // Of any names: their type has no end, where such values contain each other.
        string extends keyof Sent
        ? never
        : Json extends Expected
          ? never
          : {
              [K in keyof Sent]-?: K extends KeysOf<Expected> ? Excess<Sent[K], Field<Expected, K>> : K;
            }[keyof Sent];

type Field<T, K> = T extends unknown ? (K extends keyof T ? Exclude<T[K], undefined> : never) : never;
