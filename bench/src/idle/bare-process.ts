// A process of its own: Fastify with one route and, where a folder is named, PGlite with it. What a server costs before it
// does anything.
import { PGlite } from '@electric-sql/pglite';
import Fastify from 'fastify';

const [folder] = process.argv.slice(2);
const database = folder === undefined ? undefined : await PGlite.create(folder);
const app = Fastify();
app.get('/health', async () => ({ status: 'ok' }));
await app.listen({ host: '127.0.0.1', port: 0 });
console.log('ready');
process.on('SIGTERM', () => {
  void Promise.all([app.close(), database?.close()]).then(() => process.exit(0));
});
