import type { Route } from '../context.ts';
import { checkQuery } from '../links.ts';
import { speechOfLink } from '../requests.ts';

/** Age at which the audio of a link is fetched again: its clips may be recorded again. */
const MAX_AGE_SECONDS = 300;

/** `GET /audio`: the audio of a signed link, for whoever has it. */
export const audio: Route = {
  path: '/audio',
  methods: 'GET, HEAD',
  add(app, { parts, runner }) {
    const { keys, nowMs } = parts.service.parts;
    app.get('/audio', async (c) => {
      const query = new URL(c.req.url).searchParams;
      const { parameters, expiresSeconds } = await checkQuery(query, keys, nowMs());
      const speech = speechOfLink(parameters);
      const secondsLeft = Math.floor(expiresSeconds - nowMs() / 1000);
      const maxAge = Math.min(MAX_AGE_SECONDS, secondsLeft);
      return runner.sendAudio(c, speech, `public, max-age=${maxAge}`);
    });
  },
};
