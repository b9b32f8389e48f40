import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startProduct } from '../product.ts';
import { postgresPrograms, startCluster } from './cluster.ts';
import { startRecorder } from './recorder-process.ts';
import { type Fault, finish, samplesOf, untilRecording, verify, withFolder } from './scenario.ts';

const SPEED = ['--source', 'simulator', '--speed', '4'];
const LAPS_OF_AN_HOUR = 41;

const missingPostgres = () =>
  postgresPrograms()
    ? undefined
    : 'the programs of PostgreSQL, and root to run them as another user';

/** The database falls over and comes back while frames come in. */
export const restartDatabase: Fault = {
  name: 'restart of PostgreSQL (immediate)',
  missing: missingPostgres,
  run: ({ times, random }) =>
    withFolder(async (folder) => {
      const cluster = startCluster(folder);
      const product = await startProduct(
        { DEMO: '0', DATABASE_URL: cluster.url },
        join(folder, 'data'),
      );
      const recorder = startRecorder({
        server: product.address,
        spool: join(folder, 'spool'),
        args: SPEED,
      });
      try {
        for (let n = 0; n < times; n++) {
          await wait(800 + random() * 2000);
          cluster.restart();
        }
        await wait(6000);
        const expected = await finish(recorder);
        const { samples, lost, twice, wrong } = await verify(product.address, expected);
        return { what: restartDatabase.name, times, samples, lost: lost + wrong, twice, note: '' };
      } finally {
        await recorder.kill();
        await product.stop();
        cluster.stop();
      }
    }),
};

const isRoot = () => (process.getuid?.() === 0 ? undefined : 'root, to mount a small disk');

function mountSmallDisk(folder: string, megabytes: number): () => void {
  mkdirSync(folder, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]);
  return () => void spawnSync('umount', ['-l', folder]);
}

/** What is put on a disk so that it is full, and taken away again. */
function fill(folder: string): () => void {
  const path = join(folder, 'ballast');
  spawnSync('dd', ['if=/dev/zero', `of=${path}`, 'bs=64k'], { stdio: 'ignore' });
  return () => void spawnSync('rm', ['-f', path]);
}

/** The server's disk is full for a while: nothing is acknowledged, the recorder keeps everything. */
export const fullServerDisk: Fault = {
  name: 'full disk of the server',
  missing: isRoot,
  run: ({ times, random }) =>
    withFolder(async (folder) => {
      const dataDir = join(folder, 'data');
      const unmount = mountSmallDisk(dataDir, 400);
      let product = await startProduct({ DEMO: '0' }, dataDir);
      const PORT = new URL(product.address).port;
      const recorder = startRecorder({
        server: product.address,
        spool: join(folder, 'spool'),
        args: SPEED,
      });
      try {
        for (let n = 0; n < times; n++) {
          await wait(1000 + random() * 1500);
          const empty = fill(dataDir);
          await wait(2000 + random() * 2000);
          empty();
          // A database that could not write stops; whoever looks after it starts it again.
          product.process.kill('SIGKILL');
          product = await startProduct({ DEMO: '0', PORT }, dataDir);
        }
        await wait(3000);
        const expected = await finish(recorder);
        const { samples, lost, twice, wrong } = await verify(product.address, expected);
        const note = 'the server is started again each time';
        return { what: fullServerDisk.name, times, samples, lost: lost + wrong, twice, note };
      } finally {
        await recorder.kill();
        await product.stop({ keepData: true });
        unmount();
      }
    }),
};

/** The recorder's disk is full while the server is away: what no memory holds is dropped, counted, and the rest goes on. */
export const fullRecorderDisk: Fault = {
  name: 'full disk of the recorder',
  missing: isRoot,
  run: ({ times, random }) =>
    withFolder(async (folder) => {
      const spool = join(folder, 'spool');
      const unmount = mountSmallDisk(spool, 24);
      const product = await startProduct({ DEMO: '0' }, join(folder, 'data'));
      const recorder = startRecorder({ server: product.address, spool, args: SPEED });
      try {
        await untilRecording(recorder);
        for (let n = 0; n < times; n++) {
          await wait(1000 + random() * 1000);
          const empty = fill(spool);
          await wait(1000 + random() * 1500);
          empty();
        }
        await wait(3000);
        const expected = await finish(recorder);
        const end = recorder.lines.find((line) => line['end'] === true);
        const dropped = Number(end?.['droppedFrames'] ?? 0) * 3;
        const { samples, lost, twice, wrong } = await verify(product.address, expected);
        const note = `${dropped} samples dropped and said so`;
        const unsaid = Math.max(0, lost - dropped) + wrong;
        return { what: fullRecorderDisk.name, times, samples, lost: unsaid, twice, note };
      } finally {
        await recorder.kill();
        await product.stop();
        unmount();
      }
    }),
};

const FAKETIME = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';

/** The recorder's wall clock jumps by an hour, forth and back. */
export const clockJumps: Fault = {
  name: 'clock jumps of ±1 h',
  missing: () => (existsSync(FAKETIME) ? undefined : 'libfaketime'),
  run: ({ times, random }) =>
    withFolder(async (folder) => {
      const product = await startProduct({ DEMO: '0' }, join(folder, 'data'));
      const clock = join(folder, 'clock');
      writeFileSync(clock, '+0');
      const recorder = startRecorder({
        server: product.address,
        spool: join(folder, 'spool'),
        args: SPEED,
        env: {
          LD_PRELOAD: FAKETIME,
          FAKETIME_TIMESTAMP_FILE: clock,
          FAKETIME_NO_CACHE: '1',
          FAKETIME_DONT_FAKE_MONOTONIC: '1',
        },
      });
      try {
        await untilRecording(recorder);
        for (let n = 0; n < times; n++) {
          await wait(500 + random() * 1000);
          writeFileSync(clock, n % 2 === 0 ? (random() < 0.5 ? '-1h' : '+1h') : '+0');
        }
        await wait(1000);
        const expected = await finish(recorder);
        const { samples, lost, twice, wrong } = await verify(product.address, expected);
        const note = 'one session';
        return { what: clockJumps.name, times, samples, lost: lost + wrong, twice, note };
      } finally {
        await recorder.kill();
        await product.stop();
      }
    }),
};

/** The server is away while an hour is driven; then the recorder catches up. */
export const hourOfOutage: Fault = {
  name: 'an hour without a server',
  run: () =>
    withFolder(async (folder) => {
      const dataDir = join(folder, 'data');
      let product = await startProduct({ DEMO: '0' }, dataDir);
      const PORT = new URL(product.address).port;
      const recorder = startRecorder({
        server: product.address,
        spool: join(folder, 'spool'),
        args: ['--source', 'simulator', '--speed', '60', '--laps', String(LAPS_OF_AN_HOUR)],
      });
      try {
        await untilRecording(recorder);
        await wait(2000);
        await product.stop({ keepData: true });
        await wait(65_000);
        product = await startProduct({ DEMO: '0', PORT }, dataDir);
        const started = performance.now();
        const code = await recorder.ended;
        if (code !== 0) throw new Error(`The recorder ended with ${code}: ${recorder.errors()}`);
        const seconds = (performance.now() - started) / 1000;
        const expected = samplesOf(recorder);
        const drive = { laps: LAPS_OF_AN_HOUR };
        const { samples, lost, twice, wrong } = await verify(product.address, expected, drive);
        const rate = (expected / 60 / seconds).toFixed(0);
        const note = `caught up at ${rate} × real time, with a back-off of up to a minute before it`;
        return { what: hourOfOutage.name, times: 1, samples, lost: lost + wrong, twice, note };
      } finally {
        await recorder.kill();
        await product.stop();
      }
    }),
};

/** Two recorders with one stream id: a copy of a spool is sent beside the original. */
export const twoRecorders: Fault = {
  name: 'two recorders with one stream id',
  run: ({ times, random }) =>
    withFolder(async (folder) => {
      const product = await startProduct({ DEMO: '0' }, join(folder, 'data'));
      const spool = join(folder, 'spool');
      const recorder = startRecorder({ server: product.address, spool, args: SPEED });
      try {
        await untilRecording(recorder);
        for (let n = 0; n < times; n++) {
          await wait(1500 + random() * 1000);
          const copy = join(folder, `copy-${n}`);
          cpSync(spool, copy, { recursive: true, filter: (path) => !path.includes('lock') });
          const second = startRecorder({ server: product.address, spool: copy, args: SPEED });
          await wait(1500);
          await second.kill();
        }
        const expected = await finish(recorder);
        const { samples, lost, twice, wrong } = await verify(product.address, expected);
        const note = 'the second one is refused while the first one sends';
        return { what: twoRecorders.name, times, samples, lost: lost + wrong, twice, note };
      } finally {
        await recorder.kill();
        await product.stop();
      }
    }),
};
