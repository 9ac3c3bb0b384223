/** The local provider as the engine asks one: check, diff, create, update, delete and invoke. */
import { randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { Provider as EngineProvider } from "@pulumi/pulumi/provider";
import type { Properties } from "../inputs";
import type { Provider } from "../provider";
import type { Created } from "../resources/kind";
import { typeInEngine } from "./types";
import { accepted, bare } from "./wire";

/** Names that Pulumi's AWS provider makes up where the program leaves them out. */
const AUTOMATIC = ["name", "ruleName", "statementId"];

/** Where that provider writes down which inputs are its own, and not the program's. */
const FILLED_IN = "__defaults";

/** `suffix` gives what makes an automatic name unique; by default seven characters by chance, as Pulumi's. */
export function engineProvider(
  provider: Provider,
  version: string,
  suffix: () => string = () => randomBytes(4).toString("hex").slice(0, 7),
): EngineProvider {
  const create = (urn: string, inputs: Properties): Created => {
    const { type, name } = parts(urn);
    return provider.create(type, name, bare(inputs));
  };
  const made = (urn: string, inputs: Properties) => {
    const given = withoutNote(inputs);
    const { id, outputs } = create(urn, given);
    return { id, outs: { ...given, ...outputs } };
  };
  /** What the program leaves out; a name that was made up stays what it is. */
  function filledIn(urn: string, olds: Properties, inputs: Properties): Properties {
    const { type, name } = parts(urn);
    const known = automatic(olds);
    const names = AUTOMATIC.filter((key) => key in create(urn, inputs).outputs);
    const all = {
      ...typeInEngine(type).defaults,
      ...Object.fromEntries(
        names.map((key) => [key, known.includes(key) ? olds[key] : `${name}-${suffix()}`]),
      ),
    };
    return Object.fromEntries(Object.entries(all).filter(([key]) => !(key in inputs)));
  }
  return {
    version,
    check: (urn, olds: Properties, news: Properties) =>
      answer(() => {
        const inputs = accepted(withoutNote(news));
        const added = filledIn(urn, olds, inputs);
        return { inputs: { ...inputs, ...added, [FILLED_IN]: Object.keys(added).sort() } };
      }),
    // Stable outputs are not named, because Pulumi's server for providers in Node does not pass them on: in a preview,
    // all that is computed of what changes is unknown.
    diff: (_id, urn, olds: Properties, news: Properties) =>
      answer(() => {
        const given = withoutNote(news);
        const changes = changed(olds, given, create(urn, given));
        const { replaced } = typeInEngine(parts(urn).type);
        const replaces = changes.filter((key) => replaced.includes(key));
        // Two cannot have the same name: where the program gives it, the old one goes before the new one comes.
        const named = AUTOMATIC.some((key) => key in given && !automatic(news).includes(key));
        return { changes: changes.length > 0, replaces, deleteBeforeReplace: replaces.length > 0 && named };
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

const withoutNote = (inputs: Properties): Properties =>
  Object.fromEntries(Object.entries(inputs).filter(([key]) => key !== FILLED_IN));

/** The inputs that the provider filled in. */
function automatic({ [FILLED_IN]: note }: Properties): readonly unknown[] {
  return Array.isArray(note) ? note : [];
}

/** Inputs that are not what they were. The state holds them together with what was computed. */
function changed(olds: Properties, news: Properties, { outputs }: Created): string[] {
  const [before, after] = [bare(withoutNote(olds)), bare(news)];
  const keys = new Set([...Object.keys(before).filter((key) => !(key in outputs)), ...Object.keys(after)]);
  return [...keys].filter((key) => !isDeepStrictEqual(before[key], after[key]));
}

/** What is thrown comes back as a rejection, as the engine is told of it. */
const answer = async <T>(work: () => T): Promise<T> => Promise.resolve(work());
