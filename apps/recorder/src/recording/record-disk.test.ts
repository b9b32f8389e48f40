import * as fs from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from '../clock.ts';
import type { Source, SourceItem } from '../sources/source.ts';
import { FakeServer } from '../testing/fake-server.ts';
import { makeWorld } from '../testing/fake-world.ts';
import { eventFrame, smallDescription, smallFrame } from '../testing/small-stream.ts';
import { record } from './record.ts';

vi.mock('node:fs', { spy: true });

let server: FakeServer;
let world: ReturnType<typeof makeWorld>;
beforeEach(async () => {
  server = await FakeServer.start();
  world = makeWorld();
});
afterEach(async () => {
  vi.resetAllMocks();
  await server.close();
  world.remove();
});

let ahead = 0;
const clock = { ...systemClock, seconds: () => systemClock.seconds() + ahead };

function recordFrom(frames: () => AsyncGenerator<SourceItem>) {
  const source: Source = {
    describe: () => smallDescription,
    frames,
    request: () => Promise.reject(new Error('nobody asked')),
    close: () => Promise.resolve(),
  };
  return record(
    world.world,
    {
      open: () => Promise.resolve(source),
      isReplay: false,
      server: server.address.replace('/ws/ingest', ''),
      spool: join(world.cwd, 'spool'),
      spoolLimitBytes: 2 ** 30,
      fsync: 'interval',
      sessionBreakSeconds: 600,
      json: false,
      quiet: true,
      clock,
    },
    new AbortController().signal,
  );
}

/** Lets the disk take no new stream until the function that is given back is called. */
function refuseStreams(): () => void {
  const mocked = vi.mocked(fs.mkdirSync).mockImplementation((path) => {
    throw Object.assign(new Error(`ENOSPC: no space for ${String(path)}`), { code: 'ENOSPC' });
  });
  return () => void mocked.mockReset();
}

const samples = (n: number): SourceItem => ({ kind: 'samples', ...smallFrame(n) });
const at = (name: string): SourceItem => ({
  kind: 'described',
  description: { ...smallDescription, track: { ...smallDescription.track, name } },
});

test('a full disk at the beginning of another stream costs its frames until there is space, not the recording', async () => {
  const result = await recordFrom(async function* () {
    yield at('Monza');
    yield { kind: 'samples', ...eventFrame(1) };
    const free = refuseStreams();
    yield at('Spa');
    yield samples(2);
    ahead += 2;
    yield samples(3);
    free();
    yield samples(4);
    ahead += 2;
    yield samples(5);
    await server.until(() => server.streams.size === 2);
  });
  expect(result).toEqual({ recordedFrames: 2, queuedFrames: 0, droppedFrames: 3 });
  const held = [...server.streams.values()].map(({ frames, ended }) => [
    [...frames.values()].map(({ parts }) => parts[0]?.last(0)),
    ended,
  ]);
  expect(held).toEqual([
    [[1], true],
    [[5], true],
  ]);
  const described = server.peers.flatMap(({ messages }) =>
    messages.flatMap((message) => (message.type === 'session' ? [message.description] : [])),
  );
  expect(described.at(-1)?.track.name).toBe('Spa');
});
