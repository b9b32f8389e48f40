import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startProduct } from '../product.ts';
import { startRecorder } from './recorder-process.ts';
import { type Fault, finish, untilRecording, verify, withFolder } from './scenario.ts';

const SPEED = ['--source', 'simulator', '--speed', '8'];

/** The server dies at any moment, again and again, while one recorder goes on. */
export const killServer: Fault = {
  name: 'kill -9 of the server',
  run: ({ times, random }) =>
    withFolder(async (folder) => {
      const dataDir = join(folder, 'data');
      let product = await startProduct({ DEMO: '0' }, dataDir);
      const PORT = new URL(product.address).port;
      const recorder = startRecorder({
        server: product.address,
        spool: join(folder, 'spool'),
        args: SPEED,
      });
      for (let n = 0; n < times; n++) {
        await wait(300 + random() * 1500);
        product.process.kill('SIGKILL');
        await wait(random() * 300);
        product = await startProduct({ DEMO: '0', PORT }, dataDir);
      }
      try {
        const expected = await finish(recorder);
        const { samples, lost, twice, wrong } = await verify(product.address, expected);
        return { what: killServer.name, times, samples, lost: lost + wrong, twice, note: '' };
      } finally {
        await recorder.kill();
        await product.stop();
      }
    }),
};

/** The recorder dies at any moment, again and again, and is started again on its spool. */
export const killRecorder: Fault = {
  name: 'kill -9 of the recorder',
  run: ({ times, random }) =>
    withFolder(async (folder) => {
      const product = await startProduct({ DEMO: '0' }, join(folder, 'data'));
      const start = () =>
        startRecorder({ server: product.address, spool: join(folder, 'spool'), args: SPEED });
      let recorder = start();
      try {
        for (let n = 0; n < times; n++) {
          await untilRecording(recorder);
          await wait(random() * 1500);
          await recorder.kill();
          recorder = start();
        }
        await untilRecording(recorder);
        await wait(1500);
        await finish(recorder);
        const { samples, runs, lost, twice, wrong } = await verify(product.address);
        const note = `${runs} starts, each there from its first sample on, without a hole`;
        return { what: killRecorder.name, times, samples, lost: lost + wrong, twice, note };
      } finally {
        await recorder.kill();
        await product.stop();
      }
    }),
};
