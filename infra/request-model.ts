import { openApi } from '../src/http/openapi.ts';

type Json = { readonly [key: string]: unknown };

/** A route of the API, from its OpenAPI document. */
export interface Route {
  readonly path: string;
  readonly method: string;
  /** Model of its body for API Gateway; null without a body. */
  readonly model: { readonly name: string; readonly schema: Json } | null;
  /** True for a public route, such as that of signed links, which the function verifies. */
  readonly isOpen: boolean;
}

const METHODS = new Set(['get', 'head', 'post']);

/** Lists the routes of the API from its OpenAPI document, which has the schemas that parse its requests. */
export function routes(): Route[] {
  const { paths, components } = openApi('0', 'https://example.org') as unknown as {
    paths: Record<string, Record<string, { requestBody?: Json }>>;
    components: { schemas: Record<string, Json> };
  };
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([method]) => METHODS.has(method))
      .map(([method, { requestBody }]) => {
        const name = requestBody && /schemas\/(\w+)"/.exec(JSON.stringify(requestBody))?.[1];
        const model = name ? { name, schema: gatewayModel(components.schemas[name]!) } : null;
        return { path, method: method.toUpperCase(), model, isOpen: path === '/audio' };
      }),
  );
}

/** Validation keywords of JSON Schema (draft 4) that API Gateway supports. */
const KEYWORDS = new Set([
  'type',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'enum',
  'anyOf',
  'oneOf',
  'minimum',
  'maximum',
  'minItems',
  'maxItems',
  'pattern',
]);

/** Removes the keywords that API Gateway refuses; the result allows all that the schema does, or more. */
export function gatewayModel(schema: Json): Json {
  const known = Object.entries(schema).flatMap(([key, value]) => {
    if (key === 'const') return [['enum', [value]] as const];
    // Not a limit of its own, but that of integers in JSON.
    if (key === 'minimum' && value === Number.MIN_SAFE_INTEGER) return [];
    if (key === 'maximum' && value === Number.MAX_SAFE_INTEGER) return [];
    return KEYWORDS.has(key) ? [[key, inner(key, value)] as const] : [];
  });
  return Object.fromEntries(known);
}

function inner(key: string, value: unknown): unknown {
  if (key === 'properties') {
    const fields = Object.entries(value as Record<string, Json>);
    return Object.fromEntries(fields.map(([name, of]) => [name, gatewayModel(of)]));
  }
  if (key === 'enum' || key === 'required' || key === 'type') return value;
  if (Array.isArray(value)) return value.map((one) => gatewayModel(one));
  return typeof value === 'object' ? gatewayModel(value as Json) : value;
}
