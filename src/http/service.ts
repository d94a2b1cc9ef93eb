import { codecOf, type FormatName } from '../codec/registry.ts';
import { type ErrorCode, StitchError } from '../errors.ts';
import { missingSteps, type Plan } from '../message/plan.ts';
import { type Planner, wordsNeeded } from '../message/planner.ts';
import { parseTemplate } from '../message/template.ts';
import type { Limits } from '../options/service.ts';
import { estimateBytes } from '../render/layout.ts';
import type { Render } from '../render/renderer.ts';
import { timedSteps } from '../render/timed-steps.ts';
import { compareKeys, type Repo } from '../repo/repo.ts';
import type { Stitcher } from '../stitcher.ts';
import type { Audio } from './audio-response.ts';
import { healthOf } from './health.ts';
import {
  refuseLanguage,
  refuseLongRequest,
  refuseLongSound,
  refuseManyClips,
  refuseMissing,
} from './limits.ts';
import { checkQuery, type KeyProvider, refuseLongLink, shortOrNull, signQuery } from './links.ts';
import {
  linkParameters,
  type SpeechRequest,
  speechOfLink,
  type TextInput,
  USUAL_LANG,
} from './requests.ts';
import type {
  CheckAnswer,
  ClipsAnswer,
  HealthAnswer,
  SignAnswer,
  StitchAnswer,
} from './responses.ts';

/** What a service is made with. */
export interface ServiceParts {
  readonly stitcher: Stitcher;
  /** Where the clips are. */
  readonly input: Repo;
  /** Where renders are kept; null for nowhere. */
  readonly output: Repo | null;
  readonly limits: Limits;
  /** Languages that may be asked for, of which the first is that of who asks for none; undefined for any. */
  readonly langs?: readonly string[] | undefined;
  /** Keys for links; none for a service without links. */
  readonly keys: KeyProvider;
  /** Where signed links lead, if not to where the request came to: without "/" at the end. */
  readonly linkUrl?: string | undefined;
  /** Seconds that links last where the request does not say. */
  readonly linkSeconds: number;
  /** Whether links to renders lead to the storage; else they are signed links to this service. */
  readonly linksToStorage: boolean;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  readonly version: string;
  readonly stage?: string | undefined;
}

/** What is told of a request besides its answer. */
export interface RequestFacts {
  clips?: number;
  cached?: boolean;
  audioSeconds?: number;
  code?: ErrorCode;
}

/** How a request is to be served. */
export interface Call {
  /** Where this service is, for links: without "/" at the end. */
  readonly baseUrl: string;
  readonly signal: AbortSignal;
  readonly facts: RequestFacts;
}

/** A render, and its file as it is sent. */
export interface AudioRender {
  readonly render: Render;
  readonly audio: Audio;
}

/** What the API does, apart from HTTP: each route's work is a method. */
export class Service {
  private readonly parts: ServiceParts;

  constructor(parts: ServiceParts) {
    this.parts = parts;
  }

  /** The language of requests that name none, as a BCP 47 tag. */
  get usualLang(): string {
    return this.parts.langs?.[0] ?? USUAL_LANG;
  }

  /**
   * Renders a message. @param isKnown tells by its name whether the caller has it: then nothing is made.
   * @returns the name alone where the caller has it.
   * @throws StitchError as `WarmStitcher.render`; message/missing, message/too-long.
   */
  async renderUnless(
    isKnown: ((id: string) => boolean) | null,
    speech: SpeechRequest,
    call: Call,
  ): Promise<AudioRender | string> {
    const plan = await this.plan(speech, call.facts);
    refuseMissing(plan, speech.options);
    if (isKnown !== null) {
      const key = await this.parts.stitcher.renderer.key(plan, speech.options, call.signal);
      if (isKnown(key)) return key;
    }
    return this.render(plan, speech, call);
  }

  private async render(
    plan: Plan,
    { asked, options }: SpeechRequest,
    { signal, facts }: Call,
  ): Promise<AudioRender> {
    const { stitcher } = this.parts;
    const render = await stitcher.renderer.render(plan, options, { signal }).catch((error) => {
      if (!isGone(error) || 'audioFiles' in asked) throw error;
      stitcher.expire();
      const what = `${error.message}: it was there when the clips were listed`;
      throw new StitchError('repo/unavailable', what, { cause: error });
    });
    refuseLongSound(render.layout, this.parts.limits);
    facts.audioSeconds = render.layout.durationSeconds;
    const [mediaType] = codecOf(options.format).mediaTypes;
    return { render, audio: { id: render.key, mediaType, bytes: () => render.bytes() } };
  }

  /** `POST /stitch`, answered in JSON. @throws StitchError as `render`; repo/… where it cannot be kept. */
  async stitch(
    speech: SpeechRequest,
    wishes: { readonly urlSeconds: number | undefined; readonly details: boolean },
    call: Call,
  ): Promise<StitchAnswer> {
    const plan = await this.plan(speech, call.facts);
    refuseMissing(plan, speech.options);
    const { render } = await this.render(plan, speech, call);
    const { warnings } = render.layout;
    const seconds = wishes.urlSeconds ?? this.parts.linkSeconds;
    const kept = await render.keep();
    const cached = kept?.cached ?? false;
    call.facts.cached = cached;
    const url =
      kept !== null && this.parts.linksToStorage
        ? await this.parts.output!.url(kept.key, seconds)
        : shortOrNull(await this.linkTo(speech, plan, seconds, call.baseUrl));
    return {
      success: true,
      message: cached ? 'Stitched audio retrieved from cache!' : 'Stitched audio created',
      audio_files: filesOf(plan),
      output_file: kept?.key ?? null,
      public_url: url,
      cached,
      ...(warnings.length > 0 && { warnings: [...warnings] }),
      ...(wishes.details && { details: await this.details(render, url && this.expiry(seconds)) }),
    };
  }

  /** Where a render is that is too large to be sent: keeps it, and links to it. @throws StitchError repo/…. */
  async addressOf(render: Render): Promise<string> {
    const { output, linkSeconds } = this.parts;
    const { key } = (await render.keep())!;
    return output!.url(key, linkSeconds);
  }

  /** `POST /check`. @throws StitchError as `render`, but not for missing words. */
  async check(speech: SpeechRequest, { signal, facts }: Call): Promise<CheckAnswer> {
    const { stitcher } = this.parts;
    const plan = await this.plan(speech, facts);
    const canBeHeard = plan.steps.some((step) => step.kind === 'clip');
    const layout = canBeHeard
      ? await stitcher.renderer.layOut(plan, speech.options, { signal })
      : null;
    if (layout !== null) refuseLongSound(layout, this.parts.limits);
    const missing = [...missingSteps(plan)];
    return mutable({
      success: true,
      can_be_said: canBeHeard && (missing.length === 0 || speech.options.missing !== 'fail'),
      text: plan.text,
      steps: timedSteps(plan, layout),
      missing,
      record: wordsNeeded(plan),
      alternatives: plan.alternatives,
      duration_seconds: layout?.durationSeconds ?? 0,
      bytes: layout === null ? 0 : estimateBytes(layout),
      warnings: layout?.warnings ?? [],
    });
  }

  /**
   * `POST /sign`. Makes no sound.
   * @throws StitchError as `renderUnless`; request/not-found without keys; message/too-long for a link that is too long.
   */
  async sign(
    speech: SpeechRequest,
    urlSeconds: number | undefined,
    { baseUrl, signal, facts }: Call,
  ): Promise<SignAnswer> {
    const plan = await this.plan(speech, facts);
    refuseMissing(plan, speech.options);
    const { renderer } = this.parts.stitcher;
    const layout = await renderer.layOut(plan, speech.options, { signal });
    refuseLongSound(layout, this.parts.limits);
    const seconds = urlSeconds ?? this.parts.linkSeconds;
    const url = await this.linkTo(speech, plan, seconds, baseUrl);
    if (url === null) {
      const what = 'this service makes no links; its operator has to set STITCH_SIGNING_KEY';
      throw new StitchError('request/not-found', what);
    }
    refuseLongLink(url);
    return { success: true, audio_url: url, expires: this.expiry(seconds) };
  }

  /**
   * What a link's query asks for, if it is one of ours.
   * @throws StitchError request/forbidden, request/malformed; repo/unavailable for the keys.
   */
  async openLink(query: URLSearchParams): Promise<{
    readonly speech: SpeechRequest;
    readonly secondsLeft: number;
  }> {
    const { keys, nowMs } = this.parts;
    const { parameters, expiresSeconds } = await checkQuery(query, keys, nowMs());
    return {
      speech: speechOfLink(parameters),
      secondsLeft: Math.floor(expiresSeconds - nowMs() / 1000),
    };
  }

  /** `GET /clips`. @throws StitchError repo/…. */
  async clips(query: {
    readonly lang?: string | undefined;
    readonly limit: number;
    readonly after?: string | undefined;
    readonly prefix?: string | undefined;
  }): Promise<ClipsAnswer> {
    const { after, prefix = '', limit } = query;
    const lang = query.lang ?? this.usualLang;
    refuseLanguage(lang, this.parts.langs);
    const { clips } = await this.parts.stitcher.library(lang);
    const wanted = clips.filter(
      ({ key }) => key.startsWith(prefix) && (after === undefined || compareKeys(key, after) > 0),
    );
    const page = wanted.slice(0, limit).map(({ key, says, sizeBytes, modifiedMs }) => ({
      clip: key,
      says: [...says],
      size_bytes: sizeBytes,
      modified: new Date(modifiedMs).toISOString(),
    }));
    return { success: true, clips: page, next: wanted.length > limit ? page.at(-1)!.clip : null };
  }

  /** `GET /health`. @param deep tries the storage. */
  health(deep: boolean): Promise<HealthAnswer> {
    const { input, output, version, stage } = this.parts;
    const who = { version, ...(stage !== undefined && { stage }) };
    return healthOf({ input, output }, who, deep);
  }

  private async plan({ asked, options }: SpeechRequest, facts: RequestFacts): Promise<Plan> {
    const { limits, langs, stitcher } = this.parts;
    refuseLanguage(options.lang, langs);
    refuseLongRequest(asked, limits);
    const plan =
      'audioFiles' in asked
        ? await stitcher.planFiles(asked.audioFiles, 'listed')
        : planText(await stitcher.planner(options.lang), asked, limits.maxCharacters);
    const clips = filesOf(plan).length;
    refuseManyClips(clips, limits.maxClips);
    facts.clips = clips;
    return plan;
  }

  private async linkTo(
    speech: SpeechRequest,
    plan: Plan,
    seconds: number,
    baseUrl: string,
  ): Promise<string | null> {
    const { linkUrl = baseUrl, nowMs } = this.parts;
    const keys = await this.parts.keys();
    if (keys.length === 0) return null;
    const expires = Math.floor(nowMs() / 1000) + seconds;
    return `${linkUrl}/audio?${signQuery(linkParameters(speech, plan.text), expires, keys)}`;
  }

  private expiry(seconds: number): string {
    return new Date((Math.floor(this.parts.nowMs() / 1000) + seconds) * 1000).toISOString();
  }

  private async details(
    { layout, bytes }: Render,
    expires: string | null,
  ): Promise<NonNullable<StitchAnswer['details']>> {
    const { plan, profile, durationSeconds } = layout;
    const { format } = profile;
    return mutable({
      duration_seconds: durationSeconds,
      bytes: (await bytes()).length,
      format: format.name as FormatName,
      sample_rate_hz: format.sampleRateHz,
      channels: format.channels,
      bit_rate_kbps: format.bitRateKbps,
      missing: missingSteps(plan),
      alternatives: plan.alternatives,
      url_expires: expires,
    });
  }
}

function planText(planner: Planner, { message, values }: TextInput, maxCharacters: number): Plan {
  return values === undefined
    ? planner.plan(message, maxCharacters)
    : planner.fill(parseTemplate(message), values, maxCharacters);
}

function filesOf(plan: Plan): string[] {
  return plan.steps.flatMap((step) => (step.kind === 'clip' ? [step.clip] : []));
}

/** Whether a clip is no longer where it was listed. */
function isGone(error: unknown): error is StitchError {
  return error instanceof StitchError && error.code === 'clip/not-found';
}

type Mutable<T> = T extends (...args: never) => unknown
  ? T
  : T extends object
    ? { -readonly [K in keyof T]: Mutable<T[K]> }
    : T;

/** What is about to be written as JSON: nobody changes it. */
function mutable<T>(value: T): Mutable<T> {
  return value as Mutable<T>;
}
