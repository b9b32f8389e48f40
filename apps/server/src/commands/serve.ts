import { pino } from 'pino';
import { openLog } from '../observe/log.ts';
import { startServer } from '../server.ts';
import { releaseMemory } from '../release-memory.ts';
import { EXIT, type Output } from './command.ts';

const RELEASE_AFTER_MS = 3000;
const STOP_PATIENCE_MS = 20_000;

/** Serves until a signal asks it to stop; a second signal ends it at once. */
export async function serve({ config, json }: Output): Promise<number> {
  const log = openLog(config.LOG_LEVEL, pino.destination(2));
  const stopping = Promise.withResolvers<NodeJS.Signals>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stopping.resolve);
  const running = await startServer(config, log);
  console.log(
    json
      ? JSON.stringify({ address: running.address, ticket: running.ticket ?? null })
      : `Outlap is at ${running.address}`,
  );
  if (!json && running.ticket !== undefined)
    console.log(`Sign in with this browser: ${running.address}/?ticket=${running.ticket}`);
  setTimeout(releaseMemory, RELEASE_AFTER_MS).unref();
  log.info({ signal: await stopping.promise }, 'stopping');
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => process.exit(EXIT.failed));
  const patience = setTimeout(() => process.exit(EXIT.failed), patienceMs(config));
  await running.stop();
  clearTimeout(patience);
  return EXIT.ok;
}

function patienceMs({ DRAIN_SECONDS }: Output['config']): number {
  return STOP_PATIENCE_MS + DRAIN_SECONDS * 1000;
}
