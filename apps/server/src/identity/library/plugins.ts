import type { BetterAuthPlugin } from 'better-auth';
import { deviceLoginPlugin } from './device-login.ts';
import { gatePlugin } from './gate.ts';
import { listPasswordlessPlugins, type PasswordlessParts } from './passwordless.ts';
import { listSecondFactorPlugins, type SecondFactorParts } from './second-factor.ts';
import { socialPlugin } from './social.ts';
import { ssoHostsPlugin, ssoPlugin } from './sso.ts';

export type PluginParts = SecondFactorParts & PasswordlessParts;

/** What the identity library is extended by, in the order in which hooks run. */
export function listPlugins(parts: PluginParts): BetterAuthPlugin[] {
  const { config, store } = parts;
  return [
    gatePlugin(config, store),
    socialPlugin(config),
    ssoHostsPlugin(config),
    ssoPlugin(),
    deviceLoginPlugin(),
    ...listSecondFactorPlugins(parts),
    ...listPasswordlessPlugins(parts),
  ];
}
