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
              const addresses = [user.email];
              // An account is found by its name at the provider, and may have another address by now.
              if (source.action !== 'create-user') addresses.push(await addressOf(store, user.id));
              const own = await speaksFor(store, source.sso?.providerId, addresses);
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

export function domainOf(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1).toLowerCase();
}

async function addressOf(store: IdentityStore, userId: string | undefined): Promise<string> {
  const user = await store.findOne('user', [{ field: 'id', value: userId ?? null }]);
  return String(user?.['email'] ?? '');
}

async function speaksFor(
  store: IdentityStore,
  providerId: string | undefined,
  addresses: readonly (string | null | undefined)[],
): Promise<boolean> {
  if (!providerId) return false;
  const provider = await store.findOne('ssoProvider', [{ field: 'providerId', value: providerId }]);
  if (provider?.['domainVerified'] !== true) return false;
  return addresses.every((one) => one && domainOf(one) === provider['domain']);
}
