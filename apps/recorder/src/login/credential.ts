import { CommandError } from '../errors.ts';
import type { World } from '../world.ts';
import { post, type TokenAnswer, toTokens } from './identity-calls.ts';
import { LoginStore, type Tokens } from './store.ts';

/** What a recorder shows a server. */
export type Credential = {
  /** An access token or a key that should be good now; undefined without one. */
  readonly token: () => Promise<string | undefined>;
  /** The server took this one no more: whether there is another one now. */
  readonly renew: (refused: string | undefined) => Promise<boolean>;
};

/** A token is renewed so long before it ends. */
const MARGIN_MS = 60_000;

export function fixedCredential(token: string | undefined): Credential {
  return { token: () => Promise.resolve(token), renew: () => Promise.resolve(false) };
}

/**
 * A key that was given, that of the environment, or the login of this machine. Throws CommandError usage where the key
 * cannot be one.
 */
export function openCredential(world: World, server: string, given?: string): Credential {
  // A file with the line ends of Windows leaves one at the end.
  const fixed = (given ?? world.env['OUTLAP_TOKEN'])?.trim();
  if (fixed && /[^\x21-\x7e]/.test(fixed))
    throw new CommandError(
      'usage',
      'The token of --token or OUTLAP_TOKEN holds a blank or a character that no token has',
    );
  return fixed ? fixedCredential(fixed) : loginCredential(world, server);
}

function loginCredential(world: World, server: string): Credential {
  const store = new LoginStore(world);
  let known: Tokens | undefined;
  let renewing: Promise<void> | undefined;
  const isFresh = (tokens: Tokens) => tokens.expiresAt - MARGIN_MS > Date.now();
  // Many cars of one program renew once; recorders of other processes are kept out by a lock.
  const renew = (refused: string | undefined) =>
    (renewing ??= store
      .exclusively(server, async () => {
        known = await renewStored(world, store, server, refused);
      })
      .finally(() => (renewing = undefined)));
  return {
    token: async () => {
      // Nor must a keychain that is locked.
      known ??= store.find(server) && (await store.read(server).catch(() => undefined));
      // A server that is away must not stop a recording: what is there is tried.
      if (known && !isFresh(known)) await renew(undefined).catch(() => undefined);
      return known?.accessToken;
    },
    renew: async (refused) => {
      if (!store.find(server)) {
        known = undefined;
        return false;
      }
      await renew(refused).catch(() => undefined);
      return known !== undefined && known.accessToken !== refused;
    },
  };

  async function renewStored(
    world: World,
    store: LoginStore,
    server: string,
    refused: string | undefined,
  ): Promise<Tokens | undefined> {
    const login = store.find(server);
    const tokens = login && (await store.read(server));
    if (!tokens) return undefined;
    // Another recorder was faster.
    if (tokens.accessToken !== refused && isFresh(tokens)) return tokens;
    const { refreshToken } = tokens;
    const answer = await post<TokenAnswer>(world, server, '/auth/refresh', { refreshToken });
    if ('ok' in answer) {
      const next = toTokens(answer.ok);
      await store.write(login, next);
      return next;
    }
    if (answer.refused.status !== 401) return tokens;
    await store.remove(server);
    return undefined;
  }
}
