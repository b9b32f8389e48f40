import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { findProof } from './marker.ts';
import { LARGEST_PROBE, MARKER_HEADER, MARKER_PROTOCOL, type Seen } from './seen.ts';

/** What `outlap-server doctor` asks through the public address; nobody else gets an answer. */
export const selfRoutes =
  (deps: Deps): FastifyPluginAsync =>
  async (app) => {
    const proofOf = (marker: string | undefined) => {
      const { secrets } = deps.identity;
      const proof = marker === undefined ? undefined : findProof(secrets, marker, new Date());
      if (proof === undefined) throw new AppError('not_found', 'There is nothing here');
      return proof;
    };
    app.addContentTypeParser(
      'application/octet-stream',
      { bodyLimit: LARGEST_PROBE, parseAs: 'buffer' },
      (_request, body, done) => done(null, body),
    );
    app.post(
      '/health/self',
      {
        logLevel: 'warn',
        bodyLimit: LARGEST_PROBE,
        schema: { hide: true },
        config: { verb: 'askSelf' },
        // Before a byte of the body is read.
        onRequest: async (request) => void proofOf(headerOf(request, MARKER_HEADER)),
      },
      async (request): Promise<Seen> => ({
        proof: proofOf(headerOf(request, MARKER_HEADER)),
        scheme: request.protocol,
        host: request.host,
        address: request.ip,
        peer: request.socket.remoteAddress ?? '',
        isForwarded: request.headers['x-forwarded-for'] !== undefined,
        isTrusted: (request.ips?.length ?? 1) > 1,
        bytes: Buffer.isBuffer(request.body) ? request.body.length : 0,
      }),
    );
    app.get(
      '/health/self/socket',
      {
        logLevel: 'warn',
        websocket: true,
        schema: { hide: true },
        config: { verb: 'askSelfSocket' },
        onRequest: async (request) => {
          const offered = headerOf(request, 'sec-websocket-protocol')?.split(/\s*,\s*/) ?? [];
          const marker = offered.find((one) => one.startsWith(MARKER_PROTOCOL));
          proofOf(marker?.slice(MARKER_PROTOCOL.length));
        },
      },
      (socket) => socket.close(1000),
    );
  };

function headerOf({ headers }: FastifyRequest, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}
