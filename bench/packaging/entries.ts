/** The modules that export a handler, as somebody writes them who bundles them by a tool of his own. */
export const ENTRIES = {
  getIncident: `
    import { clients, corsOrigins, incidentTable, telemetry } from "./aws";
    import { forPages } from "./cors";
    import { getIncident } from "./getIncident";
    export const handler = forPages(
      corsOrigins(),
      getIncident({ incidents: incidentTable(), telemetry: telemetry() }, clients()),
    );`,
} as const;

/** A handler that is measured. */
export type Measured = keyof typeof ENTRIES;
