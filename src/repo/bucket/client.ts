// The one file that imports the S3 client.
import { S3Client } from '@aws-sdk/client-s3';
import type { System } from '../../util/system.ts';
import type { BucketSettings } from './settings.ts';

export {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  type GetObjectCommandOutput,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
export { getSignedUrl } from '@aws-sdk/s3-request-presigner';

/** Attempts per request in all, with growing waits in between. */
export const ATTEMPTS = 4;
const DEFAULT_TIMEOUT_SECONDS = 20;
/** Concurrent requests. */
const MAX_SOCKETS = 32;

/** Client of one service, with the settings that errors name. */
export interface BucketClient {
  readonly s3: S3Client;
  /** Null for AWS. */
  readonly endpoint: string | null;
  readonly timeoutMs: number;
  /** Clock in milliseconds since 1970. */
  readonly nowMs: () => number;
}

/** Creates a client; nothing is sent. Credentials and region are resolved at the first request. */
export function createClient(settings: BucketSettings, { env, nowMs }: System): BucketClient {
  const { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, AWS_REGION, AWS_DEFAULT_REGION } = env;
  const endpoint = settings.endpoint || AWS_ENDPOINT_URL_S3 || AWS_ENDPOINT_URL || null;
  // Services other than AWS mostly have one region, and accept any name for it.
  const region =
    settings.region || AWS_REGION || AWS_DEFAULT_REGION || (endpoint === null ? null : 'us-east-1');
  const timeoutMs = (settings.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS) * 1000;
  const s3 = new S3Client({
    maxAttempts: ATTEMPTS,
    retryMode: 'standard',
    requestHandler: {
      connectionTimeout: timeoutMs / 4,
      requestTimeout: timeoutMs,
      throwOnRequestTimeout: true,
      socketTimeout: timeoutMs,
      // Further requests queue by design: no warning.
      socketAcquisitionWarningTimeout: 2 ** 31 - 1,
      httpAgent: { keepAlive: true, maxSockets: MAX_SOCKETS },
      httpsAgent: { keepAlive: true, maxSockets: MAX_SOCKETS },
    },
    ...(region !== null && { region }),
    ...(settings.credentials !== undefined && { credentials: settings.credentials }),
    // The newer checksums are AWS's; other services may refuse them.
    ...(endpoint !== null && {
      endpoint,
      forcePathStyle: true,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    }),
  });
  return { s3, endpoint, timeoutMs, nowMs };
}

/** Slowest expected connection: transfer time at this rate extends every time limit. */
export const SLOWEST_BYTES_PER_SECOND = 50_000;
/** Limit of all waits between attempts together. */
const MAX_BACKOFF_MS = 10_000;

/** Time limits of each attempt at a request and of all together. @param bytes to send. */
export function requestLimits(
  { timeoutMs }: BucketClient,
  bytes: number,
): { readonly requestTimeout: number; readonly abortSignal: AbortSignal } {
  const requestTimeout = timeoutMs + Math.ceil((bytes / SLOWEST_BYTES_PER_SECOND) * 1000);
  return { requestTimeout, abortSignal: AbortSignal.timeout(totalTimeoutMs(requestTimeout)) };
}

/** Time limit for all attempts at a request together. */
export function totalTimeoutMs(requestTimeoutMs: number): number {
  return requestTimeoutMs * ATTEMPTS + MAX_BACKOFF_MS;
}
