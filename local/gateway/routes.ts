/** Finding the route of a request, as a REST API does: by path first, then by method. */
import type { Route } from "./document";

export interface Match {
  readonly route: Route;
  /** Decoded. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** `path` is the request's, percent-encoded (well encoded). */
export function findRoute(routes: readonly Route[], method: string, path: string): Match | undefined {
  const segments = split(path.replace(/(?<=.)\/$/, "")).map(decodeURIComponent);
  const [best] = [...new Set(routes.map((route) => route.path))]
    .map((template) => ({ template, pathParameters: match(split(template), segments) }))
    .filter(({ pathParameters }) => pathParameters !== undefined)
    .sort((a, b) => compare(split(a.template), split(b.template)));
  if (!best?.pathParameters) return undefined;
  const { template, pathParameters } = best;
  const route = [method, "ANY"]
    .map((name) => routes.find((one) => one.path === template && one.method === name))
    .find((found) => found !== undefined);
  return route && { route, pathParameters };
}

const split = (path: string) => path.slice(1).split("/");

const PARAMETER = /^\{([^}+]+)(\+?)\}$/;

/** The path parameters, where the path fits the template. A parameter is never empty. */
function match(
  template: readonly string[],
  segments: readonly string[],
): Readonly<Record<string, string>> | undefined {
  const parameters: [string, string][] = [];
  for (const [index, part] of template.entries()) {
    const segment = segments[index];
    const [, name, greedy] = PARAMETER.exec(part) ?? [];
    if (segment === undefined || (name !== undefined && segment === "")) return undefined;
    if (name === undefined && part !== segment) return undefined;
    if (name !== undefined)
      parameters.push([name, greedy === "+" ? segments.slice(index).join("/") : segment]);
    if (greedy === "+") return Object.fromEntries(parameters);
  }
  return template.length === segments.length ? Object.fromEntries(parameters) : undefined;
}

/** At the first difference text goes before a parameter, and a parameter before a greedy one. */
function compare(a: readonly string[], b: readonly string[]): number {
  const rank = (part: string | undefined) => {
    const [, name, greedy] = PARAMETER.exec(part ?? "") ?? [];
    return name === undefined ? 0 : greedy === "" ? 1 : 2;
  };
  const index = a.findIndex((part, at) => rank(part) !== rank(b[at]));
  return index < 0 ? 0 : rank(a[index]) - rank(b[index]);
}
