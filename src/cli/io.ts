/** The world as a command sees it; `bin/` and the tests each make one. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Standard input, as it comes. */
  readonly stdin: () => AsyncIterable<Uint8Array>;
  /** Has `stop` called when the user asks the program to stop (SIGINT, SIGTERM), once. @returns what undoes it. */
  readonly onStop: (stop: () => void) => () => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's folder for caches, by the platform's convention. */
  readonly cacheFolder: () => Promise<string>;
  /** Milliseconds on a clock that only goes forward. */
  readonly now: () => number;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  /** The number of this process. */
  readonly pid: number;
}

/** Where a command writes. */
export interface Output {
  /** Resolves when the data has been taken; false when nobody reads any more. */
  write(data: string | Uint8Array): Promise<boolean>;
  readonly isTty: boolean;
}
