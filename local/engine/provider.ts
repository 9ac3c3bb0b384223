/** The local provider as the engine asks one: check, diff, create, update, delete and invoke. */
import { isDeepStrictEqual } from "node:util";
import type { Provider as EngineProvider } from "@pulumi/pulumi/provider";
import type { Properties } from "../inputs";
import type { Provider } from "../provider";
import type { Created } from "../resources/kind";
import { accepted, bare } from "./wire";

/** Inputs that Pulumi's AWS provider makes up where the program leaves them out. */
const AUTOMATIC = ["name", "ruleName", "statementId"];

export function engineProvider(provider: Provider, version: string): EngineProvider {
  const create = (urn: string, inputs: Properties): Created => {
    const { type, name } = parts(urn);
    return provider.create(type, name, bare(inputs));
  };
  const made = (urn: string, inputs: Properties) => {
    const { id, outputs } = create(urn, inputs);
    return { id, outs: { ...inputs, ...outputs } };
  };
  return {
    version,
    check: (urn, _olds, news: Properties) =>
      answer(() => {
        const inputs = accepted(news);
        const { outputs } = create(urn, inputs);
        const names = AUTOMATIC.filter((key) => key in outputs && !(key in inputs));
        return { inputs: { ...inputs, ...Object.fromEntries(names.map((key) => [key, outputs[key]])) } };
      }),
    diff: (id, urn, olds: Properties, news: Properties) =>
      answer(() => {
        const created = create(urn, news);
        const changes = changed(olds, news, created);
        // What would get another id is another resource. Stable outputs are not named, because Pulumi's server for
        // providers in Node does not pass them on: in a preview, all that is computed of what changes is unknown.
        return { changes: changes.length > 0, replaces: created.id === id ? [] : changes };
      }),
    create: (urn, inputs: Properties) => answer(() => made(urn, inputs)),
    update: (_id, urn, _olds, news: Properties) => answer(() => ({ outs: made(urn, news).outs })),
    delete: () => Promise.resolve(),
    invoke: (token) => answer(() => ({ outputs: provider.invoke(token) })),
  };
}

/** Of `urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME` */
function parts(urn: string): { readonly type: string; readonly name: string } {
  const [, , types = "", ...name] = urn.split("::");
  return { type: types.split("$").pop() ?? "", name: name.join("::") };
}

/** Inputs that are not what they were. The state holds them together with what was computed. */
function changed(olds: Properties, news: Properties, { outputs }: Created): string[] {
  const [before, after] = [bare(olds), bare(news)];
  const keys = new Set([...Object.keys(before).filter((key) => !(key in outputs)), ...Object.keys(after)]);
  return [...keys].filter((key) => !isDeepStrictEqual(before[key], after[key]));
}

/** What is thrown comes back as a rejection, as the engine is told of it. */
const answer = async <T>(work: () => T): Promise<T> => Promise.resolve(work());
