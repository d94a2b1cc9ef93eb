import { baseUrlOf, type Route } from '../context.ts';
import { openApi } from '../openapi.ts';

/** `GET /openapi.json`: the document of this API. */
export const openapi: Route = {
  path: '/openapi.json',
  methods: 'GET, HEAD',
  add(app, { parts }) {
    app.get('/openapi.json', (c) => c.json(openApi(parts.version, baseUrlOf(c, parts))));
  },
};
