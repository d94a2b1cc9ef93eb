import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
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

  it('has descriptions, defaults and bounds of all request fields', () => {
    const { properties } = DOCUMENT.components.schemas.StitchRequest;
    expect(properties.gap_seconds).toMatchObject({ default: 0.05, minimum: 0, maximum: 60 });
    expect(properties.join).toMatchObject({ enum: ['spliced', 'tight'], default: 'spliced' });
    expect(Object.values(properties).every((of: Json) => of.description.length > 5)).toBe(true);
  });
});
