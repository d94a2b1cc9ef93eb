import { StitchError } from '../../errors.ts';
import { json, type Route } from '../context.ts';
import { readJson, requireToken } from '../guards.ts';
import { refuseLongLink } from '../links.ts';
import { signRequest } from '../request-fields.ts';
import { parseRequest, type SpeechRequest, speechOf } from '../requests.ts';
import type { SignAnswer } from '../responses.ts';
import type { Call, Service } from '../service.ts';

/** `POST /sign`: a link that says a message. Makes no sound. */
export const sign: Route = {
  path: '/sign',
  methods: 'POST',
  add(app, { parts, runner }) {
    const { service, token, maxBodyBytes } = parts;
    app.post('/sign', async (c) => {
      requireToken(c.req.header('Authorization'), token);
      const body = parseRequest(signRequest, await readJson(c.req.raw, maxBodyBytes));
      const { url_seconds: seconds, ...fields } = body;
      const speech = speechOf(fields, service.usualLang);
      return json(
        c,
        parts,
        await runner.run(c, (call) => signSpeech(service, speech, seconds, call)),
      );
    });
  },
};

/** @throws StitchError as `Service.layOut`; request/not-found without keys; message/too-long for a long link. */
async function signSpeech(
  service: Service,
  speech: SpeechRequest,
  urlSeconds: number | undefined,
  call: Call,
): Promise<SignAnswer> {
  const plan = await service.sayablePlan(speech, call.facts);
  await service.layOut(plan, speech, call);
  const seconds = urlSeconds ?? service.parts.linkSeconds;
  const url = await service.signedLink(speech, plan, seconds, call);
  if (url === null) {
    const what = 'this service makes no links; its operator has to set STITCH_SIGNING_KEY';
    throw new StitchError('request/not-found', what);
  }
  refuseLongLink(url);
  return { success: true, audio_url: url, expires: service.expiry(seconds) };
}
