import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';

/** Balancers ask for these under the address of the server; they tell nothing that is not told to everybody. */
const PROBES = new Set(['/health', '/health/ready']);

/**
 * No web site but our own page drives the server: the Host must be on the list (DNS rebinding), and a request that a
 * browser marks as made by another site is refused. Programs that are no browsers send neither mark and pass.
 */
export function guardOrigin(
  app: FastifyInstance,
  config: Pick<Config, 'ALLOWED_HOSTS' | 'ALLOWED_ORIGINS'>,
): void {
  const hosts = new Set(config.ALLOWED_HOSTS.map((host) => host.toLowerCase()));
  const origins = new Set(config.ALLOWED_ORIGINS.map((origin) => origin.toLowerCase()));
  app.addHook('onRequest', async (request) => {
    const host = (request.headers.host ?? '').toLowerCase();
    if (!hosts.has(host.replace(/:\d{1,5}$/, '')) && !PROBES.has(request.url))
      throw new AppError('host_not_allowed', 'The server does not answer under this host name');
    if (!isSamlResponse(request) && isForeign(request, host, origins))
      throw new AppError('origin_not_allowed', 'Pages of other sites may not call this server');
  });
}

function isForeign(request: FastifyRequest, host: string, origins: ReadonlySet<string>): boolean {
  const origin = request.headers.origin?.toLowerCase();
  if (origin !== undefined)
    return !(origin === `http://${host}` || origin === `https://${host}` || origins.has(origin));
  const site = request.headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return false;
  return !isLinkToPage(request);
}

/** The one thing that pages of other sites post here: what a SAML identity provider says. It carries no cookie of ours. */
function isSamlResponse({ method, url }: FastifyRequest): boolean {
  return method === 'POST' && /^\/auth\/saml\/[\w-]+\/acs$/.test(url);
}

/** Following a link to a page is how shared views are opened; the API is never the target of a link. */
function isLinkToPage(request: FastifyRequest): boolean {
  return (
    request.method === 'GET' &&
    request.headers['sec-fetch-mode'] === 'navigate' &&
    request.headers['sec-fetch-dest'] === 'document' &&
    !request.url.startsWith('/api')
  );
}
