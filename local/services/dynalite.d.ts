/** dynalite ships no types; this is what is used of it. */
declare module "dynalite" {
  import type { Server } from "node:http";

  /** Keeps everything in memory. */
  function dynalite(options: {
    /** How long a table stays in CREATING, in milliseconds. */
    readonly createTableMs: number;
  }): Server;
  export = dynalite;
}
