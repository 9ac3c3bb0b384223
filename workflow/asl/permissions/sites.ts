/** Every place in a definition at which the machine's role is used: tasks, readers and writers, in nested scopes too. */
import { isList, isObject, type Json, type JsonObject } from "../json";

export interface Site {
  readonly kind: "task" | "distribution" | "reader" | "writer" | "unknown";
  /** Its own name. */
  readonly state: string;
  /** With the names of the states around it: `Outer/Inner`. */
  readonly path: string;
  readonly jsonata: boolean;
  /** The state, or its ItemReader or ResultWriter. */
  readonly fields: JsonObject;
}

interface Scope {
  readonly around: readonly string[];
  readonly jsonata: boolean;
}

/** In the order of the definition. Takes any JSON: what is no state is a site of kind unknown. */
export function* sitesOf(definition: unknown): Iterable<Site> {
  const machine = isObject(definition) ? definition : {};
  yield* inside(machine, { around: [], jsonata: machine["QueryLanguage"] === "JSONata" });
}

function* inside(machine: Json | undefined, scope: Scope): Iterable<Site> {
  const states = isObject(machine) ? machine["States"] : undefined;
  for (const [name, state] of Object.entries(isObject(states) ? states : {}))
    yield* ofState(name, state, scope);
}

function* ofState(name: string, state: Json, { around, jsonata: outer }: Scope): Iterable<Site> {
  const path = [...around, name].join("/");
  const fields = isObject(state) ? state : {};
  const language = fields["QueryLanguage"];
  const jsonata = language === undefined ? outer : language === "JSONata";
  const site = { state: name, path, jsonata };
  const within: Scope = { around: [...around, name], jsonata: outer };
  const type = fields["Type"];
  switch (typeof type === "string" ? type : "") {
    case "Task":
      yield { ...site, kind: "task", fields };
      return;
    case "Parallel":
      for (const branch of isList(fields["Branches"]) ? fields["Branches"] : [])
        yield* inside(branch, within);
      return;
    case "Map": {
      const processor = fields["ItemProcessor"] ?? fields["Iterator"];
      const config = isObject(processor) ? processor["ProcessorConfig"] : undefined;
      if (isObject(config) && config["Mode"] === "DISTRIBUTED")
        yield { ...site, kind: "distribution", fields };
      for (const [field, kind] of [
        ["ItemReader", "reader"],
        ["ResultWriter", "writer"],
      ] as const) {
        const part = fields[field];
        if (isObject(part)) yield { ...site, kind, fields: part };
      }
      yield* inside(processor, within);
      return;
    }
    case "Pass":
    case "Choice":
    case "Wait":
    case "Succeed":
    case "Fail":
      return;
    default:
      yield { ...site, kind: "unknown", fields };
  }
}
