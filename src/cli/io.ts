/** A command's access to the process; `main` and the tests each provide one. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Standard input in chunks. */
  readonly stdin: () => AsyncIterable<Uint8Array>;
  /** Registers `stop` for SIGINT and SIGTERM; called at most once. @returns a function that unregisters it. */
  readonly onStop: (stop: () => void) => () => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder in which stitch.json is looked for. */
  readonly workingFolder: string;
  /** Set once the command is known. */
  projectFile?: ProjectFile | null;
  /** The folder of the documentation. */
  readonly docsFolder: () => string;
  /** The user's folder for caches, by the platform's convention. */
  readonly cacheFolder: () => Promise<string>;
  /** Milliseconds on a monotonic clock. */
  readonly now: () => number;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  /** The process's id. */
  readonly pid: number;
}

/** Options of a folder's commands, so that they need no flags. */
export interface ProjectFile {
  /** The file, as errors name it. */
  readonly path: string;
  /** By the long name of the option's flag: { "root": "./audios", "sample-rate": 8000, "trim": false }. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** An output stream. */
export interface Output {
  /** Resolves once the data is written; false if the reader has closed the stream. */
  write(data: string | Uint8Array): Promise<boolean>;
  readonly isTty: boolean;
}
