import { missingSteps } from '../../message/plan.ts';
import { wordsNeeded } from '../../message/planner.ts';
import { estimateBytes } from '../../render/layout.ts';
import { timedSteps } from '../../render/timed-steps.ts';
import { json, type Route } from '../context.ts';
import { readJson, requireToken } from '../guards.ts';
import { checkRequest } from '../request-fields.ts';
import { parseRequest, type SpeechRequest, speechOf } from '../requests.ts';
import { type CheckAnswer, mutable } from '../responses.ts';
import type { Call, Service } from '../service.ts';

/** `POST /check`: how a message would be said, and what it lacks. */
export const check: Route = {
  path: '/check',
  methods: 'POST',
  add(app, { parts, runner }) {
    const { service, token, maxBodyBytes } = parts;
    app.post('/check', async (c) => {
      requireToken(c.req.header('Authorization'), token);
      const body = parseRequest(checkRequest, await readJson(c.req.raw, maxBodyBytes));
      const speech = speechOf(body, service.usualLang);
      return json(c, parts, await runner.run(c, (call) => checkSpeech(service, speech, call)));
    });
  },
};

/** @throws StitchError as `Service.layOut`, but not for missing words. */
async function checkSpeech(
  service: Service,
  speech: SpeechRequest,
  call: Call,
): Promise<CheckAnswer> {
  const plan = await service.plan(speech, call.facts);
  const isAudible = plan.steps.some((step) => step.kind === 'clip');
  const layout = isAudible ? await service.layOut(plan, speech, call) : null;
  const missing = missingSteps(plan);
  return mutable({
    success: true,
    can_be_said: isAudible && (missing.length === 0 || speech.options.missing !== 'fail'),
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
