import { openApi } from '../src/http/openapi.ts';

type Json = { readonly [key: string]: unknown };

/** One route of the API, from its document. */
export interface Route {
  readonly path: string;
  readonly method: string;
  /** What its body has to be, as API Gateway takes it; null where it takes none. */
  readonly model: { readonly name: string; readonly schema: Json } | null;
  /** Whether it is for anyone, as signed links are: the function checks them. */
  readonly isOpen: boolean;
}

const METHODS = new Set(['get', 'head', 'post']);

/** The routes of the API, from the document that is made from the schemas that parse its requests. */
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

/** What API Gateway knows of JSON Schema (draft 4), but for what says nothing of what is allowed. */
const KNOWN = new Set([
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

/** A schema without what API Gateway refuses; it allows what the given one does, or more. */
export function gatewayModel(schema: Json): Json {
  const known = Object.entries(schema).flatMap(([key, value]) => {
    if (key === 'const') return [['enum', [value]] as const];
    // Another limit than that of whole numbers that JSON can carry.
    if (key === 'minimum' && value === Number.MIN_SAFE_INTEGER) return [];
    if (key === 'maximum' && value === Number.MAX_SAFE_INTEGER) return [];
    return KNOWN.has(key) ? [[key, inner(key, value)] as const] : [];
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
