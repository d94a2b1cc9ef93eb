import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { HTTP_STATUS } from '../../../src/http/problem.ts';
import { DOCUMENT, type Json, json, makeApi } from '../service.ts';

describe('GET /openapi.json', () => {
  it('is a valid document of all routes', async () => {
    const { ask, app } = await makeApi();
    const document = await json(ask('/openapi.json'));
    expect(document).toEqual(DOCUMENT);
    const { valid, errors } = await new Validator().validate(document);
    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
    const routes = new Set(
      app.routes
        .filter(({ method }) => method !== 'ALL')
        .map(({ method, path }) => `${method} ${path}`),
    );
    const documented = Object.entries(document.paths).flatMap(([path, of]) =>
      Object.keys(of as object).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(documented.filter((route) => route !== 'HEAD /audio').sort()).toEqual(
      [...routes].sort(),
    );
  });

  it('documents every status of a problem', () => {
    const operations = Object.values<Json>(DOCUMENT.paths).flatMap(Object.values<Json>);
    const problems = operations.flatMap(({ responses }) =>
      Object.entries<Json>(responses).flatMap(([status, { content, description }]) => {
        expect(description).toMatch(/^[A-Z]/);
        return content?.['application/problem+json'] === undefined ? [] : [Number(status)];
      }),
    );
    // 499 is for the log: its client is gone. 409 is the studio's, which is not in the document.
    const statuses = Object.values(HTTP_STATUS).filter((status) => ![409, 499].includes(status));
    expect([...new Set(problems)].sort()).toEqual([...new Set(statuses)].sort());
  });

  it('documents, for every route, the statuses that any request may get', async () => {
    const { ask } = await makeApi({ hosts: ['voice.test'] });
    const stopping = await makeApi({ isStopping: () => true });
    for (const [path, operations] of Object.entries<Json>(DOCUMENT.paths)) {
      for (const [name, { responses }] of Object.entries<Json>(operations)) {
        const method = name.toUpperCase();
        // The harness refuses a status that the document does not have.
        const statuses = [
          await ask(path, { method, headers: { Host: 'a, b' } }),
          await ask(`http://rebound.example${path}`, { method }),
          await stopping.ask(path, { method }),
          await ask(path, { method: 'DELETE' }),
        ].map(({ status }) => status);
        expect(statuses).toEqual([400, 403, 503, 405]);
        expect(Object.keys(responses)).toEqual(expect.arrayContaining(statuses.map(String)));
      }
    }
  });

  it('has descriptions, defaults and bounds of all request fields', () => {
    const { properties } = DOCUMENT.components.schemas.StitchRequest;
    expect(properties.gap_seconds).toMatchObject({ default: 0.05, minimum: 0, maximum: 60 });
    expect(properties.join).toMatchObject({ enum: ['spliced', 'tight'], default: 'spliced' });
    expect(Object.values(properties).every((of: Json) => of.description.length > 5)).toBe(true);
  });
});
