import { sso } from '@better-auth/sso';
import type { BetterAuthPlugin } from 'better-auth';
import type { Config } from '../../config.ts';

const CLOCK_MS = 60_000;
const LARGEST_RESPONSE = 256 * 1024;

/** Single sign-on. Nobody registers a provider at the library: only `features/sso` does, for the admins of a team. */
export function ssoPlugin(): BetterAuthPlugin {
  return sso({
    providersLimit: 0,
    domainVerification: { enabled: true },
    saml: {
      enableInResponseToValidation: true,
      allowIdpInitiated: false,
      requireTimestamps: true,
      clockSkew: CLOCK_MS,
      maxResponseSize: LARGEST_RESPONSE,
      algorithms: { onDeprecated: 'reject' },
    },
  });
}

/** Lets the library call the identity providers that the settings name beside the public ones. */
export function ssoHostsPlugin({ SSO_HOSTS }: Pick<Config, 'SSO_HOSTS'>): BetterAuthPlugin {
  const trustedOrigins = SSO_HOSTS.flatMap((host) =>
    ['https', 'http'].flatMap((scheme) => [`${scheme}://${host}`, `${scheme}://${host}:*`]),
  );
  return { id: 'outlap-sso-hosts', init: () => ({ options: { trustedOrigins } }) };
}
