/** The world as a command sees it; `bin/` and the tests each make one. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  /** All of standard input. */
  readonly readStdin: () => Promise<string>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's folder for caches, by the platform's convention. */
  readonly cacheFolder: () => Promise<string>;
  /** Milliseconds on a clock that only goes forward. */
  readonly now: () => number;
}

/** Where a command writes. */
export interface Output {
  /** Resolves when the data has been taken; false when nobody reads any more. */
  write(data: string | Uint8Array): Promise<boolean>;
  readonly isTty: boolean;
}
