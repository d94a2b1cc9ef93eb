import { openApi } from '../src/http/openapi.ts';

const METHODS = ['get', 'head', 'post'];

/** Routes of the API by its OpenAPI document; that of signed links is open to anyone who has one. */
export const ROUTES = Object.entries(openApi('0', 'https://example.org').paths as object).flatMap(
  ([path, operations]: [string, object]) =>
    Object.keys(operations)
      .filter((method) => METHODS.includes(method))
      .map((method) => ({ path, method: method.toUpperCase(), isOpen: path === '/audio' })),
);
