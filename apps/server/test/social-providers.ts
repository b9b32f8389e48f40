import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OAuth2Server } from 'oauth2-mock-server';

export type Claims = Record<string, unknown>;

/** An OpenID Connect provider that puts the given claims into what it signs. */
export async function startProvider(claims: () => Claims): Promise<OAuth2Server> {
  const server = new OAuth2Server();
  await server.issuer.keys.generate('RS256');
  await server.start(0, '127.0.0.1');
  server.service.on('beforeTokenSigning', (token: { payload: Claims }) => {
    Object.assign(token.payload, claims());
  });
  return server;
}

/** The interfaces of X and of Facebook, as far as signing in asks them. */
export type PlainProviders = {
  readonly origin: string;
  /** Paths that were asked for. */
  readonly asked: readonly string[];
  /** Who signs in. */
  profile: Claims;
  readonly close: () => Promise<void>;
};

export async function startPlainProviders(): Promise<PlainProviders> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answerTo(request.url ?? '', providers.profile)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const providers: PlainProviders = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    profile: {},
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return providers;
}

function answerTo(url: string, profile: Claims): object {
  if (url.includes('/oauth/access_token') || url.includes('/oauth2/token'))
    return { access_token: 'opaque', token_type: 'bearer', expires_in: 3600 };
  if (url.startsWith('/debug_token'))
    return { data: { is_valid: true, app_id: 'facebook-client', user_id: profile['id'] } };
  return url.startsWith('/me') ? profile : { data: profile };
}

/** Takes calls of the big providers to those above. */
export function toRoutedFetch(routes: ReadonlyMap<string, string>, fetch: typeof globalThis.fetch) {
  return (input: string | URL | Request, init?: RequestInit) => {
    const url = new URL(input instanceof Request ? input.url : String(input));
    const to = routes.get(url.origin);
    return fetch(to === undefined ? input : to + url.pathname + url.search, init);
  };
}

/** The setting OIDC_PROVIDERS of providers by their ids. */
export function toSetting(issuers: Readonly<Record<string, string>>): string {
  const providers = Object.entries(issuers).map(([id, issuer]) => ({
    id,
    name: `The ${id}`,
    issuer,
    clientId: `${id}-client`,
    clientSecret: `${id}-secret`,
  }));
  return JSON.stringify(providers);
}
