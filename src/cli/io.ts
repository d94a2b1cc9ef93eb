/** A command's access to the process; `main` and the tests each provide one. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Standard input in chunks. */
  readonly stdin: () => AsyncIterable<Uint8Array>;
  /** Registers `stop` for SIGINT and SIGTERM; called at most once. @returns a function that unregisters it. */
  readonly onStop: (stop: () => void) => () => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's folder for caches, by the platform's convention. */
  readonly cacheFolder: () => Promise<string>;
  /** Milliseconds on a monotonic clock. */
  readonly now: () => number;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  /** The process's id. */
  readonly pid: number;
}

/** An output stream. */
export interface Output {
  /** Resolves once the data is written; false if the reader has closed the stream. */
  write(data: string | Uint8Array): Promise<boolean>;
  readonly isTty: boolean;
}
