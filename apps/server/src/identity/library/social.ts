import type { BetterAuthPlugin } from 'better-auth';
import type { OAuthProvider } from '@better-auth/core/oauth2';
import { facebook, twitter } from '@better-auth/core/social-providers';
import type { Config } from '../../config.ts';
import { parseOidcProviders } from '../oidc-providers.ts';
import { toProvider } from './oidc-provider.ts';

const GOOGLE = { id: 'google', name: 'Google', issuer: 'https://accounts.google.com' };

/** The accounts elsewhere that everybody may sign in with, from the settings. */
export function socialPlugin(config: Config): BetterAuthPlugin {
  const providers = listProviders(config);
  return {
    id: 'outlap-social',
    init: (context) => ({
      context: { socialProviders: [...providers, ...context.socialProviders] },
    }),
  };
}

function listProviders(config: Config): OAuthProvider[] {
  const { GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET, FACEBOOK_CLIENT_ID, X_CLIENT_ID } = config;
  const providers: unknown[] = parseOidcProviders(config.OIDC_PROVIDERS).providers.map((provider) =>
    toProvider(provider, { takesIdTokens: false }),
  );
  if (GOOGLE_CLIENT_ID !== '') {
    const client = { clientId: GOOGLE_CLIENT_ID, clientSecret: GOOGLE_CLIENT_SECRET };
    providers.push(toProvider({ ...GOOGLE, ...client }, { takesIdTokens: true }));
  }
  if (FACEBOOK_CLIENT_ID !== '') {
    const clientSecret = config.FACEBOOK_CLIENT_SECRET;
    providers.push(
      facebook({ clientId: FACEBOOK_CLIENT_ID, clientSecret, disableIdTokenSignIn: true }),
    );
  }
  if (X_CLIENT_ID !== '') providers.push(toX(X_CLIENT_ID, config.X_CLIENT_SECRET));
  return asErased(providers);
}

/** X, whose people without a confirmed mail address stay outside: the library would make one up for them. */
function toX(clientId: string, clientSecret: string) {
  const provider = twitter({ clientId, clientSecret });
  return {
    ...provider,
    id: 'x',
    name: 'X',
    getUserInfo: async (tokens: Parameters<typeof provider.getUserInfo>[0]) => {
      const found = await provider.getUserInfo(tokens);
      if (!found || found.user.emailVerified) return found;
      return { ...found, user: { ...found.user, email: null } };
    },
  };
}

/** Each provider reads the profiles that it made itself; the list does not know their shapes. */
function asErased(providers: readonly unknown[]): OAuthProvider[] {
  return providers as OAuthProvider[];
}
