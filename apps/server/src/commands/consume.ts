import { pino } from 'pino';
import { ConfigError } from '../config.ts';
import { startConsumers } from '../consumers.ts';
import { openServer } from '../server.ts';
import { EXIT, type Output } from './command.ts';

/** Takes from the queues until a signal asks it to stop; serves nothing. */
export async function consume({ config, json }: Output): Promise<number> {
  if (config.INGEST_QUEUE_URL === '' && config.OBJECT_EVENTS_QUEUE_URL === '')
    throw new ConfigError(['INGEST_QUEUE_URL: must name a queue to take from']);
  const log = pino({ level: config.LOG_LEVEL }, pino.destination(2));
  const stopping = Promise.withResolvers<NodeJS.Signals>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stopping.resolve);
  const opened = await openServer(config, log);
  const consumers = startConsumers(opened.deps);
  console.log(json ? JSON.stringify({ consuming: true }) : 'Outlap takes from its queues');
  log.info({ signal: await stopping.promise }, 'stopping');
  await consumers.stop();
  await opened.close();
  return EXIT.ok;
}
