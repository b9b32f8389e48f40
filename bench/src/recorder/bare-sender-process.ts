// A process of its own: what sending costs at least. Sends frames that lie ready in a file over and over, at their rate, by
// `ws` as they are: no car, no spool, no acknowledgement. Told its task as JSON on the command line.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket } from 'ws';

export type SenderTask = {
  readonly url: string;
  readonly file: string;
  /** Bytes of each frame in the file, in order. */
  readonly sizes: readonly number[];
  readonly framesPerSecond: number;
};

const { url, file, sizes, framesPerSecond } = JSON.parse(process.argv[2] ?? '') as SenderTask;
const bytes = readFileSync(file);
let offset = 0;
const frames = sizes.map((size) => bytes.subarray(offset, (offset += size)));
const socket = new WebSocket(url, { perMessageDeflate: false });
await once(socket, 'open');
const started = performance.now();
for (let sent = 0; ; sent++) {
  const due = started + (sent / framesPerSecond) * 1000;
  await wait(Math.max(0, due - performance.now()));
  socket.send(frames[sent % frames.length] ?? Buffer.alloc(0));
}
