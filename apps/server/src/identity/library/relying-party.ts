import { isLoopback } from '../../config.ts';

export type RelyingParty = {
  readonly id: string;
  readonly name: string;
  readonly origins: string[];
};

/**
 * Whom passkeys are for. Browsers know no passkeys of bare addresses: on this machine they are those of `localhost`.
 */
export function toRelyingParty(publicUrl: string, allowedOrigins: readonly string[]): RelyingParty {
  const { hostname, origin, port, protocol } = new URL(publicUrl);
  const host = hostname.replaceAll(/[[\]]/g, '');
  const local = isLoopback(host) ? [`${protocol}//localhost${port === '' ? '' : `:${port}`}`] : [];
  return {
    id: local.length > 0 ? 'localhost' : host,
    name: 'Outlap',
    origins: [...new Set([origin, ...local, ...allowedOrigins])],
  };
}
