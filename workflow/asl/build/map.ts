import type { JsonataMap, JsonataString, Template } from "../definition";
import { at, atResult, type At, type Context, type ItemContext } from "./context";
import { failing, type Catches, type Failing, type Retries, type Ways } from "./failing";
import { refs, render, type Parts, type Ref, type Refs } from "./reference";
import type { Branch, ErrorsIn } from "./scope";
import {
  type Leaves,
  assigned,
  commented,
  going,
  inJsonata,
  output,
  seconds,
  type Fit,
  type Going,
  type Inside,
  type Leaving,
  type TypedState,
  type Way,
} from "./state";
import { template } from "./template";

/** Where a Map looks at one of its items. */
export interface AtItem<In, Item> extends At<In, ItemContext<Item>> {
  readonly item: Refs<Item>;
  /** From 0. */
  readonly index: Ref<number>;
}

/** How many: a whole number, or a function of the input that says it. */
export type Count<In> = number | ((at: At<In>) => Ref<number>);

export interface MapSpec<In, Item, Selected, Result, Retries, Caughts, Out>
  extends Leaving<In, Result, Out>, Failing<In, Retries, Caughts> {
  readonly comment?: string;
  /** What the processor gets of each item; default is the item. */
  readonly itemSelector?: (at: AtItem<In, Item>) => Selected;
  /** At once; default is as many as there are. */
  readonly maxConcurrency?: Count<In>;
}

/** Runs the processor once for each item, and yields what each run yields, in the order of the items. */
export const map =
  <In>() =>
  <
    Item,
    Takes,
    Each,
    States,
    const Retried extends Retries<ErrorsIn<States>>,
    const Next extends string = never,
    const Selected extends Parts = Parts,
    const Caughts extends Catches<ErrorsIn<States>> = Catches<ErrorsIn<States>>,
    const Out extends Parts = Parts,
  >(
    spec: MapSpec<In, NoInfer<Item>, Selected, readonly NoInfer<Each>[], Retried, Caughts, Out> &
      Going<Next> & {
        readonly items: (at: At<In>) => Ref<readonly Item[]>;
        readonly processor: Branch<Takes, Each, States>;
      },
  ): TypedState<
    In,
    | Ways<In, Retried, Caughts, ErrorsIn<States>, Way<Leaves<Out, readonly Each[]>, Next>>
    | Fit<Leaves<Selected, Item>, Takes, Unfit>,
    Inside<States>
  > =>
    inJsonata((machine): JsonataMap => {
      const done = atResult<In, readonly Each[]>();
      return {
        Type: "Map",
        ...commented(spec.comment),
        Items: render(spec.items(at<In, Context>())),
        ...mapping(spec),
        ItemProcessor: spec.processor.render(machine),
        ...output(spec.output?.(done)),
        ...assigned(spec.assign?.(done)),
        ...failing(spec),
        ...going(spec),
      };
    });

export type Unfit = "what is selected of the items does not fit the input of the processor";

/** What only a Map says, but its items and its processor. */
export const mapping = <In, Item>(spec: {
  readonly itemSelector?: (at: AtItem<In, Item>) => Parts;
  readonly maxConcurrency?: Count<In>;
}): { ItemSelector?: Template; MaxConcurrency?: number | JsonataString } => ({
  ...(spec.itemSelector && { ItemSelector: template(spec.itemSelector(atItem())) }),
  ...(spec.maxConcurrency !== undefined && { MaxConcurrency: seconds(spec.maxConcurrency, at()) }),
});

const atItem = <In, Item>(): AtItem<In, Item> => ({
  ...at<In, ItemContext<Item>>(),
  item: refs("$states.context.Map.Item.Value"),
  index: refs("$states.context.Map.Item.Index"),
});
