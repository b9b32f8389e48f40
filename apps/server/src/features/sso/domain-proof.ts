import { createHmac } from 'node:crypto';
import { Resolver } from 'node:dns/promises';
import type { Config } from '../../config.ts';
import { deriveKey, type Secrets } from '../../identity/secrets.ts';

const LABEL = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
const DOMAIN = new RegExp(`^(${LABEL}\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$`);
const LONGEST_MS = 5_000;

/** The DNS record that shows that whoever runs a team also runs a domain. */
export type Proof = { readonly name: string; readonly value: string };

export function isDomain(text: string): boolean {
  return text.length <= 253 && DOMAIN.test(text);
}

/** Follows from team and domain, so that nothing of it is stored and nobody can prove with another team's record. */
export function proofOf([newest]: Secrets, teamId: string, domain: string): Proof {
  return { name: `_outlap.${domain}`, value: valueOf(newest, teamId, domain) };
}

/** Asks the domain's DNS. A record that was made with an older secret still counts. */
export async function isProven(
  secrets: Secrets,
  { teamId, domain }: { readonly teamId: string; readonly domain: string },
  { DNS_SERVERS }: Pick<Config, 'DNS_SERVERS'>,
): Promise<boolean> {
  const resolver = new Resolver({ timeout: LONGEST_MS, tries: 2 });
  if (DNS_SERVERS.length > 0) resolver.setServers(DNS_SERVERS);
  const records = await resolver.resolveTxt(`_outlap.${domain}`).catch(() => []);
  const wanted = secrets.map((secret) => valueOf(secret, teamId, domain));
  return records.some((parts) => wanted.includes(parts.join('').trim()));
}

function valueOf(secret: string, teamId: string, domain: string): string {
  const hmac = createHmac('sha256', deriveKey(secret, 'domain proof'));
  const digest = hmac.update(`${teamId} ${domain}`).digest('base64url');
  return `outlap-domain-proof=${digest}`;
}
