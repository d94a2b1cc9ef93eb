import { json, type Route } from '../context.ts';
import { queryOf, requireToken } from '../guards.ts';
import { healthOf } from '../health.ts';
import { healthQuery } from '../request-fields.ts';
import { parseRequest } from '../requests.ts';

/** `GET /health`: whether the service works, and with `deep` its storage and encoder. */
export const health: Route = {
  path: '/health',
  methods: 'GET, HEAD',
  add(app, { parts, runner }) {
    const { input, output, worker, version, stage } = parts.service.parts;
    const who = { version, ...(stage !== undefined && { stage }) };
    const look = (deep: boolean) => healthOf({ input, output, worker }, who, deep);
    app.get('/health', async (c) => {
      const query = queryOf(c.req.url);
      // "?deep" alone is a wish, too.
      const asked = query.deep === '' ? { ...query, deep: 'true' } : query;
      const { deep } = parseRequest(healthQuery, asked, 'the query');
      if (deep) requireToken(c.req.header('Authorization'), parts.token);
      const answer = await (deep ? runner.run(c, () => look(true)) : look(false));
      return json(c, parts, answer, answer.success ? 200 : 503);
    });
  },
};
