/** Traces as a page: a request's way as a waterfall. */
import type { Span, Trace } from "./traces";

export function page(all: readonly Trace[]): string {
  const newestFirst = [...all].reverse();
  const content =
    newestFirst.length === 0 ? "<p>No request was traced yet.</p>" : newestFirst.map(section).join("\n");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Traces</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Traces</h1>
<p>Newest first. <span class="key ok">done</span> <span class="key in-progress">goes on</span> <span class="key error">refused</span> <span class="key fault">failed</span></p>
${content}
</main>
</body>
</html>
`;
}

function section(trace: Trace): string {
  const [first] = trace.spans;
  const subjects = new Set(
    trace.spans.flatMap(({ annotations }) => Object.entries(annotations).map(subject)),
  );
  return `<section>
<h2>${escaped(first ? title(first) : trace.id)}</h2>
<p><time datetime="${escaped(trace.start)}">${escaped(trace.start)}</time> · ${shownSeconds(trace.seconds)} · <code>${escaped(trace.id)}</code>${[...subjects].map((each) => ` · ${escaped(each)}`).join("")}</p>
<table>
<thead><tr><th scope="col">what</th><th scope="col">took</th><th scope="col">when</th></tr></thead>
<tbody>
${rows(trace).join("\n")}
</tbody>
</table>
</section>`;
}

/** `PUT /incidents/case-1 → 201` */
function title({ name, request, status }: Span): string {
  const asked = request?.replace(/ https?:\/\/[^/]*/, " ") ?? name;
  return status === undefined ? asked : `${asked} → ${status}`;
}

const subject = ([key, value]: readonly [string, unknown]) => `${key} ${String(value)}`;

/** Each deeper than the one that called it, which stands before it. */
function rows(trace: Trace): readonly string[] {
  const depths = new Map<string, number>();
  return trace.spans.map((span) => {
    const depth = span.parent === undefined ? 0 : (depths.get(span.parent) ?? -1) + 1;
    depths.set(span.id, depth);
    return row(span, trace, depth);
  });
}

function row(span: Span, trace: Trace, depth: number): string {
  const whole = Math.max(trace.seconds, 0.001);
  const offset = (Date.parse(span.start) - Date.parse(trace.start)) / 1000;
  const left = share(offset / whole);
  const width = Math.max(share((span.seconds ?? whole - offset) / whole), 0.4);
  const took = span.seconds === undefined ? "goes on" : shownSeconds(span.seconds);
  const { kind, operation, resource, status, state, annotations } = span;
  const notes = Object.entries(annotations).map(subject);
  const details = [kind, operation, resource, status, state === "ok" ? undefined : state, ...notes];
  return `<tr><th scope="row" style="padding-left:${0.4 + depth * 1.1}em">${escaped(span.name)} <small>${escaped(details.filter((each) => each !== undefined).join(" · "))}</small></th><td>${took}</td><td class="way"><span class="bar ${span.state}" role="img" aria-label="after ${shownSeconds(offset)}" style="margin-left:${left}%;width:${Math.min(width, 100 - left)}%"></span></td></tr>`;
}

/** Percent, between 0 and 100. */
const share = (part: number) => Math.round(Math.min(Math.max(part, 0), 1) * 1000) / 10;

const shownSeconds = (seconds: number) =>
  seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(1)} s`;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");

const STYLE = `
:root { color-scheme: light dark; --ink: #212529; --paper: #fff; --line: #dee2e6; --ok: #1c7ed6; --wait: #adb5bd; --error: #e67700; --fault: #c92a2a; }
@media (prefers-color-scheme: dark) { :root { --ink: #f1f3f5; --paper: #1a1b1e; --line: #373a40; --ok: #4dabf7; --wait: #868e96; --error: #ffa94d; --fault: #ff8787; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 70rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin: 2rem 0 0; } p { margin: .2rem 0 .6rem; } code { overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
th, td { text-align: left; padding: .2rem .4rem; border-bottom: 1px solid var(--line); font-weight: normal; overflow-wrap: anywhere; }
thead th { font-weight: 600; } th:nth-child(2) { width: 5rem; } th:nth-child(3) { width: 45%; }
small { opacity: .75; }
.bar { display: block; height: .8rem; border-radius: 2px; min-width: 2px; }
.key { padding: 0 .4rem; border-radius: 2px; border-left: .8rem solid; }
.bar.ok { background: var(--ok); } .bar.in-progress { background: var(--wait); } .bar.error, .bar.throttle { background: var(--error); } .bar.fault { background: var(--fault); }
.key.ok { border-color: var(--ok); } .key.in-progress { border-color: var(--wait); } .key.error { border-color: var(--error); } .key.fault { border-color: var(--fault); }
`;
