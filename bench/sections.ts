/** Every bench, by the name under which it is asked for, in the order of the page; a bench is loaded when it is run. */
import type { Bench } from "./bench";

interface Listed {
  /** For the help. */
  readonly says: string;
  readonly load: () => Promise<Bench>;
}

export const SECTIONS = {
  packaging: {
    says: "a function: what is uploaded, and how long it takes to start",
    load: async () => (await import("./packaging")).packaging,
  },
  api: {
    says: "the API of npm start: latency, throughput, and where the time goes",
    load: async () => (await import("./api")).api,
  },
  runner: {
    says: "the runner: executions and transitions a second",
    load: async () => (await import("./runner")).runner,
  },
  checker: {
    says: "the checker next to asl-validator",
    load: async () => (await import("./checker")).checker,
  },
  compiler: {
    says: "what tsc takes for machines of 10 to 1,000 states",
    load: async () => (await import("./compiler")).compiler,
  },
  program: {
    says: "what the program takes in every pulumi preview, and npm start until it is ready",
    load: async () => (await import("./program")).program,
  },
} as const satisfies Readonly<Record<string, Listed>>;

export type SectionName = keyof typeof SECTIONS;
