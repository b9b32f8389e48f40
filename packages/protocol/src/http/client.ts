import createFetchClient, { type Client as FetchClient } from 'openapi-fetch';
import type { components, paths } from './api.d.ts';

export type { components, paths } from './api.d.ts';

/** The typed client of the HTTP API: `client.GET('/api/sessions/{id}', {params: {path: {id}}})` → `{data, error, response}`. */
export type Client = FetchClient<paths>;

/** A component of the API by its name: `Schema<'Session'>`, `Schema<'LapInContext'>`, `Schema<'Import'>`. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];

/** Makes a client of the server at `baseUrl` ('' for the page's own origin). Answers are returned, not thrown; only the network throws. */
export function createClient(baseUrl: string, fetch?: typeof globalThis.fetch): Client {
  return createFetchClient<paths>({ baseUrl, ...(fetch ? { fetch } : {}) });
}
