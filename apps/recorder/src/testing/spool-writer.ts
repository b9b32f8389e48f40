import { Spool } from '../spool/index.ts';
import { smallDescription, smallFrame, spoolOptions } from './small-stream.ts';

// A process that appends frames as fast as it can and tells each seq after it was written, until it is killed. What it
// had to acknowledge is given as a second argument: every so many frames, all but the last ten.

const [folder = '', ackEvery = '0'] = process.argv.slice(2);
const spool = new Spool(folder, { ...spoolOptions, limitBytes: 32 * 16 * 1024 });
const { log } = spool.begin(smallDescription, true);
const write = (text: string) =>
  new Promise<void>((done) => process.stdout.write(text, () => done()));
await write(`start ${log.streamId}\n`);
for (;;) {
  const seq = log.append(smallFrame(log.last + 1))?.seq ?? 0;
  if (Number(ackEvery) > 0 && seq % Number(ackEvery) === 0) {
    log.ack(seq - 10);
    await write(`acked ${seq - 10}\n`);
  }
  await write(`${seq}\n`);
}
