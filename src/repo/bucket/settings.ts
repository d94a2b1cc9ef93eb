/** Keys of an account. */
export interface BucketCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Access to buckets; AWS's own environment variables, profiles and files supply the rest. */
export interface BucketSettings {
  /** URL of an S3 service other than AWS, such as http://127.0.0.1:9000; buckets go into its path. */
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
  /** Overrides those of the environment. */
  readonly credentials?: BucketCredentials | (() => Promise<BucketCredentials>) | undefined;
  /** Time limit for an answer, or the next piece of one; connecting has a quarter of it (default: 20). */
  readonly timeoutSeconds?: number | undefined;
  /** Environment with AWS's own variables (default: `process.env`). */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Clock in milliseconds since 1970 (default: `Date.now`). */
  readonly nowMs?: (() => number) | undefined;
  /** Random numbers in [0, 1), to spread retries (default: `Math.random`). */
  readonly random?: (() => number) | undefined;
  /** Keys per page of a listing. */
  readonly pageSize?: number | undefined;
}
