// A queue in a process of its own, to be killed and started again: port and folder on the command line. What it has taken
// it keeps in the folder. Says its INGEST_QUEUE_URL as a line of JSON.
import { startQueue } from './queue-stand-in.ts';

const [port = '0', dataDir = ''] = process.argv.slice(2);
// Each time it dies in the middle is a delivery; only what nobody can read is dead.
const queue = await startQueue({
  port: Number(port),
  deliveries: 1000,
  ...(dataDir === '' ? {} : { dataDir }),
});
console.log(JSON.stringify({ url: queue.url, port: queue.port }));
