// The one file that imports the S3 client.
import { S3Client } from '@aws-sdk/client-s3';
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

/** How often a request is tried in all, with growing waits in between. */
export const ATTEMPTS = 4;
const DEFAULT_TIMEOUT_SECONDS = 20;
/** Requests at once. */
const MAX_SOCKETS = 32;

/** A client for one service, and what it was told that errors have to name. */
export interface BucketClient {
  readonly s3: S3Client;
  readonly endpoint: string | null;
  readonly timeoutMs: number;
}

/** Makes a client; nothing is sent. Credentials and region are looked for at the first request. */
export function makeClient(settings: BucketSettings): BucketClient {
  const { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, AWS_REGION, AWS_DEFAULT_REGION } =
    settings.env ?? process.env;
  const endpoint = settings.endpoint || AWS_ENDPOINT_URL_S3 || AWS_ENDPOINT_URL || null;
  // Services other than AWS mostly have one region, and take any name for it.
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
      // More wait their turn, which is meant: no warning.
      socketAcquisitionWarningTimeout: 2 ** 31 - 1,
      httpAgent: { keepAlive: true, maxSockets: MAX_SOCKETS },
      httpsAgent: { keepAlive: true, maxSockets: MAX_SOCKETS },
    },
    ...(region !== null && { region }),
    ...(settings.credentials !== undefined && { credentials: settings.credentials }),
    // The newer checksums are AWS's; others may refuse them.
    ...(endpoint !== null && {
      endpoint,
      forcePathStyle: true,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    }),
  });
  return { s3, endpoint, timeoutMs };
}

/** The slowest line that a value is thought to go over, in bytes a second: its time comes on top. */
export const SLOWEST_BYTES_PER_SECOND = 50_000;
/** How long all waits between tries may take together. */
const MAX_WAITING_MS = 10_000;

/** Each try of a request has its time, and all tries together have theirs. @param bytes to be sent. */
export function limits(
  { timeoutMs }: BucketClient,
  bytes: number,
): { readonly requestTimeout: number; readonly abortSignal: AbortSignal } {
  const requestTimeout = timeoutMs + Math.ceil((bytes / SLOWEST_BYTES_PER_SECOND) * 1000);
  return { requestTimeout, abortSignal: AbortSignal.timeout(allTriesMs(requestTimeout)) };
}

/** How long all tries of a request may take, each of which may take so long. */
export function allTriesMs(requestTimeoutMs: number): number {
  return requestTimeoutMs * ATTEMPTS + MAX_WAITING_MS;
}
