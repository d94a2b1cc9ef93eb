/** An account's keys. */
export interface BucketCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** How to reach buckets, besides what AWS's own environment variables, profiles and files say. */
export interface BucketSettings {
  /** The address of an S3 service that is not AWS, such as http://127.0.0.1:9000; buckets go into its path. */
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
  /** In place of those of the environment. */
  readonly credentials?: BucketCredentials | (() => Promise<BucketCredentials>) | undefined;
  /** How long an answer, or the next piece of one, may take; the connection has a quarter of it. */
  readonly timeoutSeconds?: number | undefined;
  /** Where AWS's own variables are looked up (default: `process.env`). */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** The clock, in milliseconds since 1970 (default: `Date.now`). */
  readonly nowMs?: (() => number) | undefined;
  /** Keys a page of a listing. */
  readonly pageSize?: number | undefined;
}
