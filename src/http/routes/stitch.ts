import type { FormatName } from '../../codec/registry.ts';
import { missingSteps } from '../../message/plan.ts';
import type { Render } from '../../render/renderer.ts';
import { wantedType } from '../accept.ts';
import { json, type Route } from '../context.ts';
import { readJson, requireToken } from '../guards.ts';
import { shortOrNull } from '../links.ts';
import { stitchRequest } from '../request-fields.ts';
import { parseRequest, type SpeechRequest, speechOf } from '../requests.ts';
import { mutable, type StitchAnswer } from '../responses.ts';
import { type Call, clipsOf, type Service } from '../service.ts';

/** `POST /stitch`: a message becomes audio, sent or kept. */
export const stitch: Route = {
  path: '/stitch',
  methods: 'POST',
  add(app, { parts, runner }) {
    const { service, token, maxBodyBytes } = parts;
    app.post('/stitch', async (c) => {
      requireToken(c.req.header('Authorization'), token);
      const body = parseRequest(stitchRequest, await readJson(c.req.raw, maxBodyBytes));
      const { url_seconds: urlSeconds, details, ...fields } = body;
      const speech = speechOf(fields, service.usualLang);
      const wanted = wantedType(c.req.header('Accept'), speech);
      c.header('Vary', 'Accept', { append: true });
      if (wanted !== 'json') {
        const asked = { ...speech, options: { ...speech.options, format: wanted } };
        return runner.sendAudio(c, asked, 'private, no-cache');
      }
      const wishes = { urlSeconds, details };
      return json(
        c,
        parts,
        await runner.run(c, (call) => keepSpeech(service, speech, wishes, call)),
      );
    });
  },
};

/** Renders a request, keeps the file, and links to it. @throws StitchError as `Service.render`; repo/…. */
async function keepSpeech(
  service: Service,
  speech: SpeechRequest,
  wishes: { readonly urlSeconds: number | undefined; readonly details: boolean },
  call: Call,
): Promise<StitchAnswer> {
  const { linkSeconds, linksToStorage, output } = service.parts;
  const plan = await service.sayablePlan(speech, call.facts);
  const { render } = await service.render(plan, speech, call);
  const { warnings } = render.layout;
  const seconds = wishes.urlSeconds ?? linkSeconds;
  const kept = await render.keep();
  const cached = kept?.cached ?? false;
  call.facts.cached = cached;
  const url =
    kept !== null && linksToStorage
      ? await output!.url(kept.key, seconds)
      : shortOrNull(await service.signedLink(speech, plan, seconds, call));
  const expires = url === null ? null : service.expiry(seconds);
  return {
    success: true,
    message: cached ? 'Stitched audio retrieved from cache!' : 'Stitched audio created',
    audio_files: clipsOf(plan),
    output_file: kept?.key ?? null,
    public_url: url,
    cached,
    ...(warnings.length > 0 && { warnings: [...warnings] }),
    ...(wishes.details && { details: await detailsOf(render, expires) }),
  };
}

async function detailsOf(
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
