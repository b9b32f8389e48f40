import type { IdentityDeps } from '../../deps.ts';
import { domainOf } from '../../identity/library/gate.ts';

/** Takes single sign-on of other domains away from an account that has this address now: it speaks for its own only. */
export async function leaveDomains(
  { identity }: Pick<IdentityDeps, 'identity'>,
  userId: string,
  email: string,
): Promise<void> {
  const { store } = identity;
  for (const account of await store.findMany('account', [{ field: 'userId', value: userId }])) {
    const at = [{ field: 'providerId', value: account['providerId'] ?? null }];
    const provider = await store.findOne('ssoProvider', at);
    if (provider && provider['domain'] !== domainOf(email))
      await store.remove('account', [{ field: 'id', value: account['id'] ?? null }]);
  }
}
