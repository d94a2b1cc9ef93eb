import * as z from 'zod/mini';
import { FORMAT_NAMES } from '../codec/registry.ts';

// Bodies of responses. The OpenAPI document is made from these schemas, and the tests hold the responses to them.

const span = z.object({ start: z.int(), end: z.int() });
const nearClip = z.object({ clip: z.string(), says: z.string() });
const missingStep = z.object({
  kind: z.literal('missing'),
  word: z.string(),
  span,
  needs: z.array(z.string()),
  nearest: z.array(nearClip),
  /** Why a value cannot be read, and the remedy. */
  reason: z.optional(z.string()),
});
const clipStep = z.object({
  kind: z.literal('clip'),
  clip: z.string(),
  words: z.array(z.string()),
  span,
  start_seconds: z.optional(z.number()),
  length_seconds: z.optional(z.number()),
});
const pauseStep = z.object({
  kind: z.literal('pause'),
  pause: z.enum(['comma', 'stop', 'line']),
  seconds: z.optional(z.number()),
  span,
});
const alternative = z.object({
  name: z.string(),
  value: z.string(),
  said: z.string(),
  needs: z.array(z.string()),
  reason: z.optional(z.string()),
});

/** Body of `POST /stitch`. */
export const stitchAnswer = z.object({
  success: z.literal(true),
  message: z.enum(['Stitched audio created', 'Stitched audio retrieved from cache!']),
  audio_files: z.array(z.string()),
  output_file: z.nullable(z.string()),
  public_url: z.nullable(z.string()),
  cached: z.boolean(),
  /** Warnings for the caller: words left out, clips cut off. */
  warnings: z.optional(z.array(z.string())),
  details: z.optional(
    z.object({
      duration_seconds: z.number(),
      bytes: z.int(),
      format: z.enum(FORMAT_NAMES),
      sample_rate_hz: z.int(),
      channels: z.int(),
      bit_rate_kbps: z.nullable(z.int()),
      missing: z.array(missingStep),
      alternatives: z.array(alternative),
      url_expires: z.nullable(z.string()),
    }),
  ),
});
/** A value of `stitchAnswer`. */
export type StitchAnswer = z.output<typeof stitchAnswer>;

/** Body of `POST /check`. */
export const checkAnswer = z.object({
  success: z.literal(true),
  can_be_said: z.boolean(),
  text: z.string(),
  steps: z.array(z.discriminatedUnion('kind', [clipStep, pauseStep, missingStep])),
  missing: z.array(missingStep),
  record: z.array(z.string()),
  alternatives: z.array(alternative),
  duration_seconds: z.number(),
  bytes: z.int(),
  warnings: z.array(z.string()),
});
/** A value of `checkAnswer`. */
export type CheckAnswer = z.output<typeof checkAnswer>;

/** Body of `POST /sign`. */
export const signAnswer = z.object({
  success: z.literal(true),
  audio_url: z.string(),
  expires: z.string(),
});
/** A value of `signAnswer`. */
export type SignAnswer = z.output<typeof signAnswer>;

/** Body of `GET /clips`. */
export const clipsAnswer = z.object({
  success: z.literal(true),
  clips: z.array(
    z.object({
      clip: z.string(),
      says: z.array(z.string()),
      /** The language whose folder it is in; null where the root is for any. */
      language: z.nullable(z.string()),
      size_bytes: z.int(),
      modified: z.string(),
    }),
  ),
  /** The `after` of the next page; null at the end. */
  next: z.nullable(z.string()),
});
/** A value of `clipsAnswer`. */
export type ClipsAnswer = z.output<typeof clipsAnswer>;

/** Body of `GET /`. */
export const indexAnswer = z.object({
  success: z.literal(true),
  service: z.string(),
  description: z.string(),
  version: z.string(),
  /** Addresses. */
  openapi: z.string(),
  health: z.string(),
  /** What each route does, by method and path. */
  routes: z.record(z.string(), z.string()),
});
/** A value of `indexAnswer`. */
export type IndexAnswer = z.output<typeof indexAnswer>;

const probe = z.object({
  ok: z.boolean(),
  took_ms: z.number(),
  code: z.optional(z.string()),
});

/** Body of `GET /health`. */
export const healthAnswer = z.object({
  success: z.boolean(),
  status: z.enum(['ok', 'failing']),
  version: z.string(),
  stage: z.optional(z.string()),
  library: z.optional(probe),
  output: z.optional(probe),
  encoder: z.optional(probe),
});
/** A value of `healthAnswer`. */
export type HealthAnswer = z.output<typeof healthAnswer>;
/** A value of `probe`. */
export type Probe = z.output<typeof probe>;

/** Body of a failure (RFC 9457). */
export const problemAnswer = z.object({
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  success: z.literal(false),
  code: z.string(),
  request_id: z.string(),
  missing: z.optional(z.array(missingStep)),
  record: z.optional(z.array(z.string())),
  errors: z.optional(z.array(z.object({ field: z.string(), detail: z.string() }))),
  retry_after_seconds: z.optional(z.int()),
  length: z.optional(z.int()),
});

type Mutable<T> = T extends (...args: never) => unknown
  ? T
  : T extends object
    ? { -readonly [K in keyof T]: Mutable<T[K]> }
    : T;

/** A value that is about to be written as JSON, as the schemas' types have it: nobody changes it. */
export function mutable<T>(value: T): Mutable<T> {
  return value as Mutable<T>;
}
