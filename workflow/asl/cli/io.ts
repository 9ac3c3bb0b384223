/** What a command may touch beside the files that it is told of. */
export interface Io {
  /** Bytes, in chunks of any size. */
  readonly stdin: AsyncIterable<Uint8Array>;
  /** What was asked for. */
  readonly out: (text: string) => void;
  /** What is in the way. */
  readonly err: (text: string) => void;
}

/** 0: as it should be. 1: there are problems, or the execution failed. 2: used wrongly, or a file cannot be read. */
export type ExitCode = 0 | 1 | 2;

/** How a command is started from a shell. */
export const PROGRAM = "npm run --silent asl --";
