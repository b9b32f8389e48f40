import type { BetterAuthPlugin } from 'better-auth';
import type { Config } from '../../config.ts';
import type { IdentityStore } from '../store/store.ts';

/** Why the gate kept somebody out, as the library passes it on. */
const GATE_ERRORS = { closed: 'signup_disabled', foreign: 'sso_foreign_address' } as const;

/**
 * Who may come in by an account elsewhere. The identity provider of a team speaks for the mail addresses of its proven
 * domain and for no other: or its admin could sign in as anybody. Where accounts are for the invited only, an account
 * elsewhere opens none, while the domain of a team counts as an invitation.
 */
export function gatePlugin({ SIGN_UP }: Config, store: IdentityStore): BetterAuthPlugin {
  return {
    id: 'outlap-gate',
    init: () => ({
      options: {
        user: {
          validateUserInfo: async ({ user, source }) => {
            const { method } = source;
            if (method === 'sso-oidc' || method === 'sso-saml') {
              const own = await speaksFor(store, source.sso?.providerId, user.email);
              return own ? undefined : { error: GATE_ERRORS.foreign };
            }
            const isNew = method === 'oauth' && source.action === 'create-user';
            return isNew && SIGN_UP === 'invited' ? { error: GATE_ERRORS.closed } : undefined;
          },
        },
        databaseHooks: {
          user: {
            create: {
              // The gate has seen that the address belongs to the proven domain.
              before: async (user, context) =>
                context?.path?.startsWith('/sso/') === true
                  ? { data: { ...user, emailVerified: true } }
                  : undefined,
            },
          },
        },
      },
    }),
  };
}

async function speaksFor(
  store: IdentityStore,
  providerId: string | undefined,
  email: string | null | undefined,
): Promise<boolean> {
  if (!providerId || !email) return false;
  const provider = await store.findOne('ssoProvider', [{ field: 'providerId', value: providerId }]);
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
  return provider?.['domainVerified'] === true && provider['domain'] === domain;
}
