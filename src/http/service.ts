import { codecOf } from '../codec/registry.ts';
import { type ErrorCode, StitchError } from '../errors.ts';
import type { Plan } from '../message/plan.ts';
import type { Planner } from '../message/planner.ts';
import { parseTemplate } from '../message/template.ts';
import type { Limits } from '../options/service.ts';
import type { Layout } from '../render/layout.ts';
import type { Render } from '../render/renderer.ts';
import type { AudioWorker } from '../render/worker/audio-worker.ts';
import type { Repo } from '../repo/repo.ts';
import type { Stitcher } from '../stitcher.ts';
import type { Audio } from './audio-response.ts';
import {
  refuseLanguage,
  refuseLongRequest,
  refuseLongSound,
  refuseManyClips,
  refuseMissing,
} from './limits.ts';
import { type KeyProvider, signQuery } from './links.ts';
import { linkParameters, type SpeechRequest, type TextInput, USUAL_LANG } from './requests.ts';

/** Parts of a service. */
export interface ServiceParts {
  readonly stitcher: Stitcher;
  /** Repo of the clips. */
  readonly input: Repo;
  /** Repo of the cache; null: none. */
  readonly output: Repo | null;
  /** Encodes a short sound for a deep health check; the stitcher's. */
  readonly worker: AudioWorker;
  readonly limits: Limits;
  /** Languages that may be asked for, the first the default; undefined for any. */
  readonly langs?: readonly string[] | undefined;
  /** Keys for links; none for a service without links. */
  readonly keys: KeyProvider;
  /** Address that signed links begin with, without "/" at the end; default: that of the request. */
  readonly linkUrl?: string | undefined;
  /** Lifetime of links where the request names none. */
  readonly linkSeconds: number;
  /** Whether links to renders lead to the storage; else they are signed links to this service. */
  readonly linksToStorage: boolean;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  readonly version: string;
  readonly stage?: string | undefined;
}

/** Facts about a request for the log, besides its response. */
export interface RequestFacts {
  clips?: number;
  cached?: boolean;
  audioSeconds?: number;
  code?: ErrorCode;
}

/** The circumstances of one request. */
export interface Call {
  /** The service's address, for links, without "/" at the end. */
  readonly baseUrl: string;
  readonly signal: AbortSignal;
  readonly facts: RequestFacts;
}

/** A render, and its file as it is sent. */
export interface AudioRender {
  readonly render: Render;
  readonly audio: Audio;
}

/** Plans, renders and links for the routes, within the service's limits. */
export class Service {
  readonly parts: ServiceParts;

  constructor(parts: ServiceParts) {
    this.parts = parts;
  }

  /** The language of requests that name none, as a BCP 47 tag. */
  get usualLang(): string {
    return this.parts.langs?.[0] ?? USUAL_LANG;
  }

  /**
   * The plan of a request; missing words are steps of it.
   * @throws StitchError request/malformed, request/busy, message/too-long, clip/not-found, repo/….
   */
  async plan({ asked, options }: SpeechRequest, facts: RequestFacts): Promise<Plan> {
    const { limits, langs, stitcher } = this.parts;
    refuseLanguage(options.lang, langs);
    refuseLongRequest(asked, limits);
    const plan =
      'audioFiles' in asked
        ? await stitcher.planFiles(asked.audioFiles, 'listed', options.lang)
        : planText(await stitcher.planner(options.lang), asked, limits.maxCharacters);
    const clips = clipsOf(plan).length;
    refuseManyClips(clips, limits.maxClips);
    facts.clips = clips;
    return plan;
  }

  /** The plan of a request that can be said. @throws StitchError as `plan`; message/missing. */
  async sayablePlan(speech: SpeechRequest, facts: RequestFacts): Promise<Plan> {
    const plan = await this.plan(speech, facts);
    refuseMissing(plan, speech.options);
    return plan;
  }

  /** Lays a plan out, and encodes nothing. @throws StitchError as `Renderer.layOut`; message/too-long. */
  async layOut(plan: Plan, { options }: SpeechRequest, { signal }: Call): Promise<Layout> {
    const layout = await this.parts.stitcher.renderer.layOut(plan, options, { signal });
    refuseLongSound(layout, this.parts.limits);
    return layout;
  }

  /** @throws StitchError as `Renderer.render`; message/too-long. */
  async render(
    plan: Plan,
    { asked, options }: SpeechRequest,
    { signal, facts }: Call,
  ): Promise<AudioRender> {
    const { stitcher, limits } = this.parts;
    const render = await stitcher.renderer.render(plan, options, { signal }).catch((error) => {
      if (!isGone(error) || 'audioFiles' in asked) throw error;
      stitcher.expire();
      const what = `${error.message}: it was there when the clips were listed`;
      throw new StitchError('repo/unavailable', what, { cause: error });
    });
    refuseLongSound(render.layout, limits);
    facts.audioSeconds = render.layout.durationSeconds;
    const [mediaType] = codecOf(options.format).mediaTypes;
    return { render, audio: { id: render.key, mediaType, bytes: () => render.bytes() } };
  }

  /**
   * Renders a request, unless the caller has the audio already.
   * @param isKnown whether the caller has a render, by its key; null if it named none.
   * @returns the key alone where the caller has it: then nothing is made.
   * @throws StitchError as `sayablePlan`, `render`.
   */
  async renderUnless(
    isKnown: ((key: string) => boolean) | null,
    speech: SpeechRequest,
    call: Call,
  ): Promise<AudioRender | string> {
    const plan = await this.sayablePlan(speech, call.facts);
    if (isKnown !== null) {
      const key = await this.parts.stitcher.renderer.key(plan, speech.options, call.signal);
      if (isKnown(key)) return key;
    }
    return this.render(plan, speech, call);
  }

  /** Keeps a render that is too large to be sent. @returns a link to it. @throws StitchError repo/…. */
  async storageLink(render: Render): Promise<string> {
    const { output, linkSeconds } = this.parts;
    const { key } = (await render.keep())!;
    return output!.url(key, linkSeconds);
  }

  /** A signed link that says a plan; null for a service without links. @throws StitchError repo/unavailable. */
  async signedLink(
    speech: SpeechRequest,
    plan: Plan,
    seconds: number,
    { baseUrl }: Call,
  ): Promise<string | null> {
    const { linkUrl = baseUrl, nowMs } = this.parts;
    const keys = await this.parts.keys();
    if (keys.length === 0) return null;
    const expires = Math.floor(nowMs() / 1000) + seconds;
    return `${linkUrl}/audio?${signQuery(linkParameters(speech, plan.text), expires, keys)}`;
  }

  /** The time that many seconds from now, as ISO 8601. */
  expiry(seconds: number): string {
    return new Date((Math.floor(this.parts.nowMs() / 1000) + seconds) * 1000).toISOString();
  }
}

function planText(planner: Planner, { message, values }: TextInput, maxCharacters: number): Plan {
  return values === undefined
    ? planner.plan(message, maxCharacters)
    : planner.fill(parseTemplate(message), values, maxCharacters);
}

/** The clips of a plan, in the order in which they are played. */
export function clipsOf(plan: Plan): string[] {
  return plan.steps.flatMap((step) => (step.kind === 'clip' ? [step.clip] : []));
}

/** Whether a clip is no longer where it was listed. */
function isGone(error: unknown): error is StitchError {
  return error instanceof StitchError && error.code === 'clip/not-found';
}
