import { passkey } from '@better-auth/passkey';
import type { BetterAuthPlugin } from 'better-auth';
import { APIError, createAuthMiddleware } from 'better-auth/api';
import { magicLink } from 'better-auth/plugins/magic-link';
import type { Config } from '../../config.ts';
import { hashSecret } from '../hash-secret.ts';
import type { IdentityMail } from '../mail/texts.ts';
import type { IdentityStore } from '../store/store.ts';
import { toRelyingParty } from './relying-party.ts';

export type PasswordlessParts = {
  readonly config: Config;
  readonly publicUrl: string;
  readonly store: IdentityStore;
  readonly sendMail: (mail: IdentityMail) => Promise<void>;
};

const LINK_SECONDS = 600;

/** Ways in without a password: a link in a mail, a passkey. */
export function listPasswordlessPlugins(parts: PasswordlessParts): BetterAuthPlugin[] {
  const { id, name, origins } = toRelyingParty(parts.publicUrl, parts.config.ALLOWED_ORIGINS);
  return [
    policy(parts.store),
    magicLink({
      disableSignUp: true,
      expiresIn: LINK_SECONDS,
      storeToken: { type: 'custom-hasher', hash: async (token) => hashSecret(token) },
      sendMagicLink: ({ email, token }) => parts.sendMail({ to: email, kind: 'magic-link', token }),
    }),
    passkey({
      rpID: id,
      rpName: name,
      origin: origins,
      authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' },
      advanced: { webAuthnChallengeCookie: 'passkey' },
    }),
  ];
}

function policy(store: IdentityStore): BetterAuthPlugin {
  return {
    id: 'outlap-passwordless',
    hooks: {
      before: [
        {
          matcher: ({ path }) => path === '/magic-link/verify',
          handler: createAuthMiddleware(async (ctx) => {
            const { token } = ctx.query as { token?: string };
            await refuseUnverified(token ?? '');
          }),
        },
      ],
    },
  };

  /** The library would take a password away that was set before the address was proven. */
  async function refuseUnverified(token: string): Promise<void> {
    const identifier = `magic-link:${hashSecret(token)}`;
    const link = await store.findOne('verification', [{ field: 'identifier', value: identifier }]);
    if (!link) return;
    const { email } = JSON.parse(String(link['value'])) as { email: string };
    const user = await store.findOne('user', [{ field: 'email', value: email.toLowerCase() }]);
    if (user && user['emailVerified'] !== true)
      throw new APIError('FORBIDDEN', {
        code: 'EMAIL_NOT_VERIFIED',
        message: 'Confirm the address first',
      });
  }
}
