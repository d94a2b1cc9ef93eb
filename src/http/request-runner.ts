import { StitchError } from '../errors.ts';
import { abortable } from '../util/single-flight.ts';
import {
  type AudioResponse,
  audioResponse,
  matchesEtag,
  unchangedAudio,
} from './audio-response.ts';
import { type AppParts, baseUrlOf, type Ctx } from './context.ts';
import type { SpeechRequest } from './requests.ts';
import type { Call } from './service.ts';

/** Bytes of a long file that are sent at once: then it can be seen whether they are taken. */
const PIECE_BYTES = 512 * 1024;
/** Limit of all responses that are on their way to slow clients. */
const MAX_SENDING_BYTES = 256e6;
/** Time of the platform that is kept for the response. */
const MARGIN_MS = 500;

/** Runs the work of requests, each once a slot is free and until its deadline, and sends audio. */
export class RequestRunner {
  private readonly parts: AppParts;
  private sendingBytes = 0;

  constructor(parts: AppParts) {
    this.parts = parts;
  }

  /** @throws StitchError request/busy, request/deadline, request/gone; what the work throws. */
  async run<T>(c: Ctx, work: (call: Call) => Promise<T>): Promise<T> {
    const { deadlineSeconds, remainingMs, onGone, limiter } = this.parts;
    const controller = new AbortController();
    const { signal } = controller;
    const leftMs = (remainingMs?.(c.env) ?? Number.POSITIVE_INFINITY) - MARGIN_MS;
    const timer = setTimeout(
      () => controller.abort(pastDeadline(deadlineSeconds)),
      Math.max(0, Math.min(deadlineSeconds * 1000, leftMs)),
    );
    onGone?.(c.env, () => {
      if (!signal.aborted) {
        controller.abort(new StitchError('request/gone', 'the client disconnected'));
      }
    });
    const call = { baseUrl: baseUrlOf(c, this.parts), signal, facts: c.get('facts') };
    try {
      // The work ends when it can; the client is told at once.
      return await abortable(
        limiter.run(() => work(call), signal),
        signal,
      );
    } finally {
      clearTimeout(timer);
    }
  }

  /** Renders and sends audio: all of it, a range, 304 or 303. @throws as `run`; StitchError request/range. */
  sendAudio(c: Ctx, speech: SpeechRequest, cacheControl: string): Promise<Response> {
    const { service, maxResponseBytes } = this.parts;
    const tags = c.req.header('If-None-Match');
    // RFC 9110 has ranges for GET; here a POST may ask for one as well.
    const range = c.req.method === 'HEAD' ? null : (c.req.header('Range') ?? null);
    const wishes = { range, ifRange: c.req.header('If-Range') ?? null };
    const isKnown = tags === undefined ? null : (key: string) => matchesEtag(tags, key);
    return this.run(c, async (call) => {
      const made = await service.renderUnless(isKnown, speech, call);
      if (typeof made === 'string') return this.send(c, unchangedAudio(made, cacheControl));
      const response = await audioResponse(made.audio, wishes, cacheControl);
      if ((response.body?.length ?? 0) <= maxResponseBytes) return this.send(c, response);
      const location = await service.storageLink(made.render);
      return c.body(null, 303, { Location: location, 'Cache-Control': 'no-store' });
    });
  }

  private send(c: Ctx, { status, headers, body }: AudioResponse): Response {
    if (body === null) return c.body(null, status, headers);
    if (body.length <= PIECE_BYTES || this.parts.onSent === undefined) {
      return c.body(body as Uint8Array<ArrayBuffer>, status as 200, headers);
    }
    if (this.sendingBytes > 0 && this.sendingBytes + body.length > MAX_SENDING_BYTES) {
      const what = 'too many long files are being sent to slow clients; retry in 5 s';
      throw new StitchError('request/busy', what, { details: { retry_after_seconds: 5 } });
    }
    this.sendingBytes += body.length;
    this.parts.onSent(c.env, () => {
      this.sendingBytes -= body.length;
    });
    return c.body(inPieces(body), status as 200, headers);
  }
}

function pastDeadline(seconds: number): StitchError {
  const what = `the work was cancelled after ${seconds} s, the deadline; retry, or ask for less`;
  return new StitchError('request/deadline', what, { details: { retry_after_seconds: 1 } });
}

function inPieces(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(bytes.subarray(at, at + PIECE_BYTES));
      at += PIECE_BYTES;
      if (at >= bytes.length) controller.close();
    },
  });
}
