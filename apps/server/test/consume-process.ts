// A consumer in a process of its own, to be killed: queue, database and data folder on the command line.
import { pino } from 'pino';
import { parseConfig } from '../src/config.ts';
import { openPostgres } from '../src/db/client.ts';
import { Consumer } from '../src/features/ingest/consumer.ts';
import { openQueue } from '../src/queues/open.ts';

const [queueUrl = '', databaseUrl = '', folder = ''] = process.argv.slice(2);
const config = parseConfig({ DATA_DIR: folder, COMMIT_INTERVAL_MS: '20' });
const database = openPostgres(databaseUrl, 2);
const queue = await openQueue(queueUrl);
if (!queue) throw new Error('no queue');
const log = pino({ level: 'silent' });
const deps = { db: database.db, config, log, now: () => new Date() };
const consumer = new Consumer(deps, queue, { visibleAfterSeconds: 2 });
consumer.start();
console.log('consuming');
process.once('SIGTERM', () => {
  void consumer
    .stop()
    .then(() => database.close())
    .then(() => process.exit(0));
});
