import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { AppError } from '../errors.ts';
import { sendProblem } from './problem.ts';

/** No page of the app has a dot in the last part of its path. */
const FILE = /^[^?]*\.[^/?]*(\?|$)/;

/** Serves the built web app: hashed files for ever, everything else checked each time, unknown paths as the app itself. */
export async function serveWebApp(app: FastifyInstance, folder: string): Promise<void> {
  const built = existsSync(join(folder, 'index.html'));
  if (built) {
    await app.register(fastifyStatic, {
      root: folder,
      preCompressed: true,
      cacheControl: false,
      setHeaders: (reply, path) => {
        const hashed = path.includes(`${join('_app', 'immutable')}`);
        void reply.header(
          'cache-control',
          hashed ? 'public, max-age=31536000, immutable' : 'no-cache',
        );
      },
    });
  }
  app.setNotFoundHandler((request, reply) => {
    const isPage =
      (request.method === 'GET' || request.method === 'HEAD') &&
      !/^\/(api|health|ws|auth)(\/|$|\?)/.test(request.url) &&
      !request.url.startsWith('/_app/') &&
      !FILE.test(request.url);
    if (built && isPage) return reply.header('cache-control', 'no-cache').sendFile('index.html');
    return sendProblem(
      new AppError('not_found', isPage ? 'The web app is not built' : 'There is nothing here'),
      request,
      reply,
    );
  });
}
