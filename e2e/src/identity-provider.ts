import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './product.ts';

type Claims = Record<string, unknown>;

type OidcServer = {
  readonly issuer: {
    readonly url?: string;
    readonly keys: { generate: (algorithm: string) => Promise<unknown> };
  };
  readonly service: {
    on: {
      (event: 'beforeTokenSigning', listener: (token: { payload: Claims }) => void): unknown;
      (event: 'beforeUserinfo', listener: (answer: { body: unknown }) => void): unknown;
    };
  };
  start: (port: number, host: string) => Promise<void>;
  stop: () => Promise<void>;
};

/** The provider of OpenID Connect that the tests of the server sign in with, as a stranger to it. */
const { OAuth2Server } = createRequire(join(root, 'apps/server/package.json'))(
  'oauth2-mock-server',
) as { OAuth2Server: new () => OidcServer };

/** An identity provider of a house: whoever is sent to it is this person. */
export async function startIdentityProvider(
  person: Claims,
): Promise<{ issuer: string; stop: () => Promise<void> }> {
  const server = new OAuth2Server();
  await server.issuer.keys.generate('RS256');
  await server.start(0, '127.0.0.1');
  server.service.on('beforeTokenSigning', ({ payload }) => Object.assign(payload, person));
  server.service.on('beforeUserinfo', (answer) => (answer.body = person));
  return { issuer: String(server.issuer.url), stop: () => server.stop() };
}
