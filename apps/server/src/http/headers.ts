import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { type Config, publicUrlOf } from '../config.ts';

/** Headers that limit what a page of ours can do, should foreign text ever get into it. */
export function secureHeaders(app: FastifyInstance, config: Config): void {
  const isHttps = publicUrlOf(config).startsWith('https:');
  const headers = {
    ...(isHttps && { 'strict-transport-security': 'max-age=31536000' }),
    'content-security-policy': contentSecurityPolicy(config.WEB_DIR),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
  };
  app.addHook('onSend', async (request, reply) => {
    void reply.headers(headers).header('x-request-id', request.id);
    // What is somebody's must not be kept by a cache on the way; files that may be say so themselves.
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
  });
}

/** The app starts by one inline script that its build writes; that script and no other is allowed, by its hash. */
function contentSecurityPolicy(webFolder: string): string {
  const page = join(webFolder, 'index.html');
  const html = existsSync(page) ? readFileSync(page, 'utf8') : '';
  const hashes = [...html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, code = '']) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`,
  );
  return [
    "default-src 'self'",
    ["script-src 'self'", ...hashes].join(' '),
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
