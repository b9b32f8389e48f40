import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { encodeMessage } from '@outlap/protocol';
import { WebSocket } from 'ws';
import { once } from 'node:events';
import { headersOf } from '../credentials.ts';
import { type Product, startProduct } from '../product.ts';
import { startRecorder } from './recorder-process.ts';
import { type Fault, finish, verify, withFolder } from './scenario.ts';

const SECONDS = 20;

/** Viewers that subscribe to everything and never read a byte. */
export const stuckViewer: Fault = {
  name: '20 viewers that never read',
  run: () =>
    withFolder(async (folder) => {
      const product = await startProduct({ DEMO: '0' }, join(folder, 'data'));
      const recorder = startRecorder({
        server: product.address,
        spool: join(folder, 'spool'),
        args: ['--source', 'simulator', '--speed', '4'],
      });
      const viewers: WebSocket[] = [];
      try {
        await wait(2000);
        for (let n = 0; n < 20; n++) viewers.push(await watchWithoutReading(product));
        await wait(3000);
        const before = residentBytes(product);
        await wait(SECONDS * 1000);
        const grown = (residentBytes(product) - before) / 1e6;
        for (const viewer of viewers) viewer.terminate();
        const expected = await finish(recorder);
        const { samples, lost, twice, wrong } = await verify(product.address, expected);
        const note = `server grew by ${grown.toFixed(0)} MB in ${SECONDS} s`;
        return { what: stuckViewer.name, times: 1, samples, lost: lost + wrong, twice, note };
      } finally {
        for (const viewer of viewers) viewer.terminate();
        await recorder.kill();
        await product.stop();
      }
    }),
};

async function watchWithoutReading({ address }: Product): Promise<WebSocket> {
  const socket = new WebSocket(`${address.replace('http', 'ws')}/ws/telemetry`, 'outlap.v1.cbor', {
    headers: headersOf(address),
  });
  socket.on('error', () => undefined);
  await once(socket, 'open');
  const names = ['speed', 'engineSpeed', 'throttle', 'brake', 'steering', 'latitude', 'longitude'];
  const message = {
    type: 'subscribe',
    id: 'stuck',
    sessionId: 'all',
    channels: names,
    rateHz: 60,
    seconds: 10,
  };
  socket.send(encodeMessage(message, 'outlap.v1.cbor'));
  socket.pause();
  return socket;
}

function residentBytes({ process: { pid } }: Product): number {
  if (process.platform !== 'linux') return Number.NaN;
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}
