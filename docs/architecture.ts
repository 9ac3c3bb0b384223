/** The architecture as a picture, drawn from the resources that the program registers: who calls what, and may. */
import { edge, identifier, node } from "../workflow/asl/diagram/graphviz";
import { FONT } from "../workflow/asl/diagram/look";

export interface Registered {
  readonly type: string;
  readonly name: string;
  /** Inputs and outputs together. */
  readonly state: Readonly<Record<string, unknown>>;
}

interface Statement {
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

const COLOURS = {
  client: "#f1f3f5",
  gateway: "#ede7f9",
  function: "#fdeedd",
  table: "#e1ecfb",
  machine: "#fbe4ee",
  topic: "#e4f4e4",
} as const;

/** Graphviz text. */
export function architecture(resources: readonly Registered[]): string {
  // In the order of their names: that in which they were created differs from run to run.
  const sorted = [...resources].sort((a, b) => (a.name < b.name ? -1 : 1));
  const of = (type: string) => sorted.filter((resource) => resource.type === type);
  const text = (resource: Registered, field: string) => String(resource.state[field]);
  const [functions, tables, topics] = [
    of("aws:lambda/function:Function"),
    of("aws:dynamodb/table:Table"),
    of("aws:sns/topic:Topic"),
  ];
  const machines = of("aws:sfn/stateMachine:StateMachine");
  const targets = [...functions, ...tables, ...topics, ...machines];

  const box = (resource: Registered, kind: keyof typeof COLOURS, label: readonly string[], shape = "box") =>
    node(identifier(resource.name), {
      label: label.join("\n"),
      shape,
      fillcolor: COLOURS[kind],
      ...(kind === "function" && { width: 1.7 }),
    });
  const indexes = (table: Registered) =>
    (table.state["globalSecondaryIndexes"] as readonly { name: string }[]).map(
      ({ name }) => `by index: ${name}`,
    );

  const grants = of("aws:iam/rolePolicy:RolePolicy").flatMap((policy) =>
    statements(text(policy, "policy")).flatMap(({ Action, Resource }) =>
      Resource.flatMap((resource) => {
        const target = targets.find((each) =>
          [text(each, "arn"), `${text(each, "arn")}/index`].some(
            (arn) => resource === arn || resource.startsWith(`${arn}/`),
          ),
        );
        // A role's logical name is that of its function; the machine's is `<machine>-executions`.
        const source = policy.name.replace(/-executions$/, "");
        return target ? [{ source, target: target.name, actions: Action }] : [];
      }),
    ),
  );
  const calls = new Map<string, { source: string; target: string; actions: Set<string> }>();
  for (const { source, target, actions } of grants) {
    const call = calls.get(`${source} ${target}`) ?? { source, target, actions: new Set<string>() };
    calls.set(`${source} ${target}`, call);
    for (const action of actions) call.actions.add(action.replace(/^.*:/, ""));
  }

  return [
    "digraph Resit {",
    'graph [rankdir=LR, bgcolor="transparent", margin=0, nodesep=0.22, ranksep=0.55]',
    `node [shape=box, style="filled,rounded", color="#495057", fontcolor="#212529", fontname=${FONT}, fontsize=13]`,
    `edge [color="#868e96", fontcolor="#343a40", fontname=${FONT}, fontsize=11, arrowsize=0.7]`,
    "subgraph cluster_ground {",
    'graph [style="filled,rounded", fillcolor="white", color="white", margin=16]',
    node(identifier("clients"), {
      label: "officers, students,\nlearning-management\nsystem",
      fillcolor: COLOURS.client,
    }),
    ...of("aws:apigateway/restApi:RestApi").flatMap((api) => [
      node(identifier(`gateway ${api.name}`), {
        label: "REST API\n(API Gateway)\ntraced, throttled, logged",
        fillcolor: COLOURS.gateway,
      }),
      edge(identifier("clients"), identifier(`gateway ${api.name}`), {}),
      ...of("aws:lambda/permission:Permission").map((permission) =>
        edge(identifier(`gateway ${api.name}`), identifier(permission.name), {
          label: text(permission, "sourceArn").replace(/^[^/]*\/[^/]*\/([A-Z]+)/, "$1 "),
        }),
      ),
    ]),
    ...functions.map((each) => box(each, "function", [each.name])),
    // What the gateway calls stands in one column.
    `{ rank=same; ${of("aws:lambda/permission:Permission")
      .map(({ name }) => identifier(name))
      .join("; ")} }`,
    ...tables.map((each) => box(each, "table", [`table ${each.name}`, ...indexes(each)], "cylinder")),
    ...machines.map((each) => box(each, "machine", [`state machine ${each.name}`, "(Step Functions)"])),
    ...topics.map((each) => box(each, "topic", [`topic ${each.name}`])),
    ...[...calls.values()].map(({ source, target, actions }) =>
      edge(identifier(source), identifier(target), { label: [...actions].sort().join(", ") }),
    ),
    ...of("aws:sns/topicSubscription:TopicSubscription").flatMap((subscription) => {
      const topic = topics.find((each) => text(each, "arn") === text(subscription, "topic"));
      if (topic === undefined) return [];
      const id = identifier(`subscription ${subscription.name}`);
      const filtered = subscription.state["filterPolicy"] !== undefined;
      return [
        node(id, {
          label: subscriber(subscription.name, text(subscription, "protocol")),
          fillcolor: COLOURS.client,
        }),
        edge(identifier(topic.name), id, filtered ? { label: "all but\ninvitations" } : {}),
      ];
    }),
    node(identifier("watch"), {
      label: `${of("aws:cloudwatch/metricAlarm:MetricAlarm").length} alarms\n(CloudWatch)`,
      fillcolor: COLOURS.topic,
    }),
    edge(identifier("watch"), identifier("alarms"), {}),
    "}",
    "}",
    "",
  ].join("\n");
}

/** The role of a subscriber, which its logical name begins with; the address is configuration. */
const subscriber = (name: string, protocol: string) =>
  `${/^(officer|on-call|subscriber)/.exec(name)?.[0] ?? name}\n(${protocol})`;

function statements(policy: string): readonly Statement[] {
  const { Statement: list } = JSON.parse(policy) as { Statement: readonly Statement[] };
  return list;
}
