import { baseUrlOf, json, type Route } from '../context.ts';
import { openApi } from '../openapi.ts';
import type { IndexAnswer } from '../responses.ts';

/** `GET /`: what is there, for people who find the service. */
export const root: Route = {
  path: '/',
  methods: 'GET, HEAD',
  add(app, { parts }) {
    app.get('/', (c) => json(c, parts, describe(parts.version, baseUrlOf(c, parts))));
  },
};

function describe(version: string, baseUrl: string): IndexAnswer {
  const { info, paths } = openApi(version, baseUrl) as unknown as Described;
  const routes = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { summary }]) => {
      return [`${method.toUpperCase()} ${path}`, summary] as const;
    }),
  );
  return {
    success: true,
    service: info.title,
    description: info.description,
    version,
    openapi: `${baseUrl}/openapi.json`,
    health: `${baseUrl}/health`,
    routes: Object.fromEntries(routes),
  };
}

/** The parts of the document that are shown. */
interface Described {
  readonly info: { readonly title: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly summary: string }>>>>;
}
