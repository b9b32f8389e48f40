import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startProduct } from '../product.ts';
import { postgresPrograms, startCluster } from './cluster.ts';
import { firstLine, kill, startProgram } from './peer-process.ts';
import { startRecorder } from './recorder-process.ts';
import { type Fault, finish, untilRecording, verify, withFolder } from './scenario.ts';

/** Servers and consumers that share a database share what signs its tokens. */
const SECRET = 'of a server and the consumers that are killed';
const SPEED = ['--source', 'simulator', '--speed', '4'];

type QueueProcess = {
  readonly url: string;
  readonly port: number;
  readonly kill: () => Promise<void>;
};

/** A local stand-in of SQS: what it has taken lies in a folder, whatever becomes of its process. */
async function startQueue(folder: string, port = 0): Promise<QueueProcess> {
  const child = startProgram('apps/server/test/queue-process.ts', [String(port), folder]);
  const { url, port: bound } = JSON.parse(await firstLine(child)) as QueueProcess;
  return { url, port: bound, kill: () => kill(child) };
}

/** The queue falls over in the middle of whatever it does, stays away for a while, and comes back with what it had. */
export const queueAway: Fault = {
  name: 'the queue is away',
  run: ({ times, random }) =>
    withFolder(async (folder) => {
      const kept = join(folder, 'queue');
      let queue = await startQueue(kept);
      const environment = { DEMO: '0', INGEST_QUEUE_URL: queue.url };
      const product = await startProduct(environment, join(folder, 'data'));
      const spool = join(folder, 'spool');
      const recorder = startRecorder({ server: product.address, spool, args: SPEED });
      let awayMs = 0;
      try {
        await untilRecording(recorder);
        for (let n = 0; n < times; n++) {
          await wait(1000 + random() * 2000);
          await queue.kill();
          const left = performance.now();
          await wait(300 + random() * 3000);
          queue = await startQueue(kept, queue.port);
          awayMs += performance.now() - left;
        }
        const expected = await finish(recorder);
        const { samples, lost, twice, wrong } = await verify(product.address, expected);
        const note = `away for ${(awayMs / 1000).toFixed(0)} s in all`;
        return { what: queueAway.name, times, samples, lost: lost + wrong, twice, note };
      } finally {
        await recorder.kill();
        await product.stop();
        await queue.kill();
      }
    }),
};

/** What takes from the queue dies in the middle of it, beside a server that only fills it. */
export const killConsumer: Fault = {
  name: 'kill -9 of the consumer',
  missing: () =>
    postgresPrograms()
      ? undefined
      : 'the programs of PostgreSQL, and root to run them as another user',
  run: ({ times, random }) =>
    withFolder(async (folder) => {
      const cluster = startCluster(folder);
      const queue = await startQueue(join(folder, 'queue'));
      const environment = {
        DEMO: '0',
        DATABASE_URL: cluster.url,
        INGEST_QUEUE_URL: queue.url,
        QUEUE_CONSUMER: '0',
        AUTH_SECRET: SECRET,
        OBJECT_STORE_URL: join(folder, 'objects'),
      };
      const product = await startProduct(environment, join(folder, 'data'));
      const spool = join(folder, 'spool');
      const recorder = startRecorder({ server: product.address, spool, args: SPEED });
      const consume = () => startConsumer({ ...environment, DATA_DIR: join(folder, 'consumer') });
      let consumer = await consume();
      try {
        await untilRecording(recorder);
        for (let n = 0; n < times; n++) {
          await wait(300 + random() * 1500);
          await kill(consumer);
          consumer = await consume();
        }
        const expected = await finish(recorder);
        const { samples, lost, twice, wrong } = await verify(product.address, expected);
        const note = 'what it had in its hands comes again after 60 s';
        return { what: killConsumer.name, times, samples, lost: lost + wrong, twice, note };
      } finally {
        await recorder.kill();
        await kill(consumer);
        await product.stop();
        await queue.kill();
        cluster.stop();
      }
    }),
};

async function startConsumer(environment: Readonly<Record<string, string>>): Promise<ChildProcess> {
  const child = startProgram('apps/server/src/main.ts', ['consume', '--json'], {
    ...environment,
    LOG_LEVEL: 'warn',
  });
  await firstLine(child);
  return child;
}
