import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { fixedCredential } from '../login/index.ts';
import type { DiagnosticMethod, IngestMessage } from '@outlap/protocol';
import { Spool, type StreamLog } from '../spool/index.ts';
import { FakeServer, type Peer } from '../testing/fake-server.ts';
import { makeFolder, smallDescription, smallFrame, spoolOptions } from '../testing/small-stream.ts';
import { ClockOffset, Uplink } from './index.ts';

/** So many seconds of the recorder go by in one of the test: waiting for a dead link takes a fraction of a second. */
const SPEED = 50;

let folder: ReturnType<typeof makeFolder>;
let server: FakeServer;
let spool: Spool;
let log: StreamLog;
let uplink: Uplink;
let slept: number[];
let requests: (method: DiagnosticMethod, signal: AbortSignal) => Promise<unknown>;
let deletions = 0;
const offset = new ClockOffset();

const clock = {
  seconds: () => (performance.now() / 1000) * SPEED,
  wall: () => Date.now(),
  sleep: (seconds: number, signal?: AbortSignal) => {
    slept.push(seconds);
    return spoolOptions.clock.sleep(seconds / SPEED, signal);
  },
};

beforeEach(async () => {
  folder = makeFolder('uplink');
  slept = [];
  deletions = 0;
  requests = () => Promise.reject(new Error('no question was expected'));
  server = await FakeServer.start();
  spool = new Spool(folder.path, { ...spoolOptions, clock });
  ({ log } = spool.begin(smallDescription, false));
});
afterEach(async () => {
  await uplink.stop();
  await spool.close();
  await server.close();
  folder.remove();
});

function begin(token?: string, credential = fixedCredential(token)): void {
  uplink = new Uplink({
    url: server.address,
    credential,
    recorder: { name: 'outlap', version: 'test' },
    clock,
    random: () => 0.05,
    openSocket: (...given) => new WebSocket(...given),
    spool,
    offset,
    status: () => ({ queuedFrames: 1, oldestSeconds: 2, droppedFrames: 3, achievedHz: {} }),
    request: (method, signal) => requests(method, signal),
    onDeleted: () => {
      deletions++;
      ({ log } = spool.begin(smallDescription, false));
      uplink.begin(log);
    },
  });
  uplink.begin(log);
}

function produce(count: number, padding = 0): void {
  for (let n = 0; n < count; n++) {
    const frame = smallFrame(log.last + 1, padding);
    const record = log.append(frame);
    if (record) uplink.offer(record, frame);
  }
}

function end(): void {
  log.end();
  uplink.wake();
}

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
const keptSeqs = () => [...server.held(log.streamId).frames.keys()].toSorted((a, b) => a - b);
const types = (peer: Peer | undefined) => peer?.messages.map(({ type }) => type) ?? [];
const isLive = (message: IngestMessage) =>
  message.type === 'frame' && message.frame.lane === 'live';

test('hello, session, frames in order, end; then nothing of the stream is left on the disk', async () => {
  begin();
  produce(3);
  await server.until(() => keptSeqs().length === 3);
  produce(200);
  end();
  await uplink.drained(AbortSignal.timeout(10_000));
  expect(types(server.peers[0]).filter((type) => type !== 'ping')).toEqual([
    'hello',
    'session',
    ...numbers(203).map(() => 'frame'),
    'end',
  ]);
  expect(server.held(log.streamId)).toMatchObject({ ended: true });
  expect(keptSeqs()).toEqual(numbers(203));
  expect(server.duplicates).toBe(0);
  expect(spool.logs).toEqual([]);
});

test('a server that stops sends the recorder on: at once, every time, and nothing is lost', async () => {
  let restarts = 0;
  server.behaviour = {
    onMessage: (peer, { type }) => {
      if (type !== 'session' || restarts === 6) return false;
      restarts++;
      peer.socket.close(1012, 'restarting');
      return true;
    },
  };
  begin();
  produce(20);
  end();
  await uplink.drained(AbortSignal.timeout(10_000));
  expect(restarts).toBe(6);
  expect(slept.filter((seconds) => seconds === 0.5 * 0.05)).toHaveLength(6);
  expect(keptSeqs()).toEqual(numbers(20));
});

test('a server that stores and drops the connection before it answers: nothing is lost', async () => {
  let taken = 0;
  server.behaviour = {
    ackEvery: 10,
    onMessage: (peer, message) => {
      if (message.type !== 'frame' || ++taken % 70 !== 0) return false;
      server.held(peer.streamId).frames.set(message.frame.seq, message.frame);
      peer.socket.terminate();
      return true;
    },
  };
  begin();
  produce(500);
  end();
  await uplink.drained(AbortSignal.timeout(20_000));
  expect(keptSeqs()).toEqual(numbers(500));
  expect(server.peers.length).toBeGreaterThan(5);
});

test('a link that is open but dead is found in less than 30 s, and another one made', async () => {
  server.behaviour = { onMessage: () => server.peers.length === 1 };
  const began = clock.seconds();
  begin();
  produce(5);
  await server.until(() => server.peers.length === 2);
  expect(clock.seconds() - began).toBeLessThan(30);
  await server.until(() => keptSeqs().length === 5);
});

test('a link that dies after it has worked is found too', async () => {
  let isDead = false;
  server.behaviour = { onMessage: () => isDead && server.peers.length === 1 };
  begin();
  produce(5);
  await server.until(() => keptSeqs().length === 5);
  isDead = true;
  produce(5);
  await server.until(() => keptSeqs().length === 10);
  expect(server.peers).toHaveLength(2);
});

test('pings are answered, the status is told, and the offset of the clocks is measured', async () => {
  server.behaviour = {
    onMessage: (peer, message) => {
      if (message.type === 'session') peer.send({ type: 'ping', id: 77 });
      if (message.type !== 'ping') return false;
      peer.send({ type: 'pong', id: message.id, at: Date.now() + 3_600_000 });
      return true;
    },
  };
  begin();
  await server.until(() => types(server.peers[0]).includes('status'));
  await expect.poll(() => offset.best?.offsetMs).toBeGreaterThan(3_590_000);
  expect(offset.best?.offsetMs).toBeLessThan(3_610_000);
  const answers = server.peers[0]?.messages ?? [];
  expect(answers).toContainEqual(expect.objectContaining({ type: 'pong', id: 77 }));
  expect(answers).toContainEqual({
    type: 'status',
    queuedFrames: 1,
    oldestSeconds: 2,
    droppedFrames: 3,
    achievedHz: {},
  });
});

test.each([401, 403])(
  'status %i pauses with a message and is tried again after a minute',
  async (status) => {
    let refused = 0;
    server.behaviour = {
      refuse: (request) =>
        request.headers.authorization === 'Bearer secret' && refused++ > 0 ? undefined : { status },
    };
    begin('secret');
    produce(2);
    await expect.poll(() => uplink.state?.state).toBe('paused');
    expect(uplink.state?.detail).toContain(String(status));
    await server.until(() => keptSeqs().length === 2);
    expect(slept).toContain(60);
    expect(uplink.state).toMatchObject({ state: 'connected', detail: null });
  },
);

test('a token that ended is renewed at once, without a pause; one that stays refused pauses', async () => {
  const shown: (string | undefined)[] = [];
  server.behaviour = {
    refuse: ({ headers }) => {
      shown.push(headers.authorization);
      return headers.authorization === 'Bearer second' ? undefined : { status: 401 };
    },
  };
  let token = 'first';
  const renew = () => {
    token = token === 'first' ? 'other' : 'second';
    return Promise.resolve(true);
  };
  begin(undefined, { token: () => Promise.resolve(token), renew });
  produce(2);
  await server.until(() => keptSeqs().length === 2);
  expect(shown.slice(0, 2)).toEqual(['Bearer first', 'Bearer other']);
  expect(slept).toContain(60);
});

test('close code 4401 pauses as well', async () => {
  server.behaviour = {
    onMessage: (peer) => {
      if (server.peers.length > 1) return false;
      peer.fail('unauthorized', 'This token is not known');
      return true;
    },
  };
  begin();
  produce(2);
  await expect.poll(() => uplink.state?.detail).toBe('unauthorized: This token is not known');
  expect(uplink.state?.state).toBe('paused');
  await server.until(() => keptSeqs().length === 2);
});

test.each([429, 503])('status %i is obeyed for as long as Retry-After says', async (status) => {
  let refused = 0;
  server.behaviour = {
    refuse: () => (refused++ > 0 ? undefined : { status, headers: { 'retry-after': '7' } }),
  };
  begin();
  produce(2);
  await server.until(() => keptSeqs().length === 2);
  expect(slept).toContain(7);
});

test('a frame that the server names is put in quarantine, and the rest flows', async () => {
  server.behaviour = {
    onMessage: (peer, message) => {
      if (message.type !== 'frame' || message.frame.seq !== 4) return false;
      peer.fail('invalid_frame', 'There is no group 9', 4);
      return true;
    },
  };
  begin();
  produce(10);
  end();
  await uplink.drained(AbortSignal.timeout(10_000));
  expect(keptSeqs()).toEqual(numbers(10).filter((seq) => seq !== 4));
  expect(server.held(log.streamId).gaps).toEqual(new Map([[4, 'quarantined']]));
});

test('a refusal that is not the fault of the frame costs no frame', async () => {
  let refused = 0;
  server.behaviour = {
    onMessage: (peer, message) => {
      if (message.type !== 'frame' || message.frame.seq !== 4 || refused++ > 5) return false;
      peer.fail(refused % 2 ? 'hello_missing' : 'unavailable', 'The database is away', 4);
      return true;
    },
  };
  begin();
  produce(10);
  end();
  await uplink.drained(AbortSignal.timeout(10_000));
  expect(keptSeqs()).toEqual(numbers(10));
});

test.each([4400, 1011])(
  'a frame at which the server closes with %i three times is put in quarantine, no other one',
  async (code) => {
    let closed = 0;
    server.behaviour = {
      ackEvery: 3,
      onMessage: (peer, message) => {
        if (message.type !== 'frame') return false;
        if (message.frame.seq !== 40) {
          if (uplink.state && closed > 0) setImmediate(() => server.ack(peer));
          return false;
        }
        closed++;
        peer.socket.close(code, 'no');
        return true;
      },
    };
    begin();
    produce(100);
    await server.until(() => keptSeqs().length === 99);
    expect(closed).toBe(3);
    expect(server.held(log.streamId).gaps).toEqual(new Map([[40, 'quarantined']]));
    expect(keptSeqs()).toEqual(numbers(100).filter((seq) => seq !== 40));
  },
);

test.each([true, false])(
  'a frame that is too large is split until it fits (named: %s)',
  async (isNamed) => {
    server.behaviour = {
      onMessage: (peer, message) => {
        if (message.type !== 'frame' || message.frame.bytes.length < 1000) return false;
        if (isNamed) peer.fail('frame_too_large', 'At most 1,000 bytes', message.frame.seq);
        else peer.socket.close(1009);
        return true;
      },
    };
    begin();
    produce(2);
    produce(1, 697);
    produce(2);
    const samples = () =>
      [...server.held(log.streamId).frames.values()].reduce(
        (sum, { parts }) => sum + (parts[0]?.count ?? 0),
        0,
      );
    await server.until(() => samples() === 4 * 3 + 700);
    const { frames, gaps } = server.held(log.streamId);
    expect([...frames.keys()]).toEqual(expect.arrayContaining([1, 2, 4, 5]));
    expect(gaps.get(3)).toBe('quarantined');
    const covered = [...frames.values()]
      .filter(({ parts }) => parts[0]?.last(0) === 3)
      .map(({ parts }) => [parts[0]?.start ?? 0, parts[0]?.count ?? 0] as const)
      .toSorted(([a], [b]) => a - b);
    let next = 3 * 0.05;
    for (const [start, count] of covered) {
      expect(start).toBeCloseTo(next, 9);
      next = start + count / 60;
    }
  },
);

test('with a backlog the newest frames are shown at once on the live lane, and stored in order', async () => {
  let isHolding = true;
  server.behaviour = {
    onMessage: (peer, message) => {
      const isAsked = message.type === 'hello' || message.type === 'ping';
      if (isAsked && isHolding) peer.send({ type: 'slowDown', seconds: 60 });
      return false;
    },
  };
  const frame = smallFrame(1, 100);
  for (let n = 0; n < 500; n++) log.append(frame);
  begin();
  await server.until(() => types(server.peers[0]).includes('session'));
  produce(3);
  await server.until(() => server.peers[0]?.messages.filter(isLive).length === 3);
  expect(server.peers[0]?.messages.filter(isLive)).toMatchObject([
    { frame: { seq: 501, lane: 'live' } },
    { frame: { seq: 502, lane: 'live' } },
    { frame: { seq: 503, lane: 'live' } },
  ]);
  expect(keptSeqs()).toEqual([]);
  isHolding = false;
  await server.until(() => keptSeqs().length === 503);
  expect(keptSeqs()).toEqual(numbers(503));
  const stored = server.peers.flatMap(({ messages }) =>
    messages.flatMap((message) =>
      message.type === 'frame' && message.frame.lane === undefined ? [message.frame.seq] : [],
    ),
  );
  expect(stored).toEqual(numbers(503));
});

test('without a backlog no frame goes twice', async () => {
  begin();
  await server.until(() => types(server.peers[0]).includes('session'));
  for (let n = 1; n <= 20; n++) {
    produce(1);
    await server.until(() => keptSeqs().length === n);
  }
  expect(server.peers[0]?.messages.filter(isLive)).toEqual([]);
});

test('questions to the car are passed on and answered; its refusals and its silence too', async () => {
  requests = (method) => {
    if (method === 'pids') return Promise.resolve({ pids: [], achievedHz: 7 });
    if (method === 'dtc')
      return Promise.reject(
        Object.assign(new Error('The engine runs'), { code: 'engine_running' }),
      );
    return new Promise(() => undefined);
  };
  server.behaviour = {
    onMessage: (peer, message) => {
      if (message.type !== 'session') return false;
      peer.send({ type: 'request', id: 'a', method: 'pids', timeoutSeconds: 5 });
      peer.send({ type: 'request', id: 'b', method: 'dtc', timeoutSeconds: 5 });
      peer.send({ type: 'request', id: 'c', method: 'vehicle', timeoutSeconds: 0.2 });
      return true;
    },
  };
  begin();
  const answers = () => server.peers[0]?.messages.filter(({ type }) => type === 'answer') ?? [];
  await server.until(() => answers().length === 3);
  expect(answers()).toEqual([
    { type: 'answer', id: 'a', result: { pids: [], achievedHz: 7 } },
    { type: 'answer', id: 'b', error: { code: 'engine_running', detail: 'The engine runs' } },
    {
      type: 'answer',
      id: 'c',
      error: { code: 'no_answer', detail: 'No answer within the time limit' },
    },
  ]);
});

test('streams of earlier drives go beside the current one, and end', async () => {
  const old = log;
  for (let n = 1; n <= 50; n++) old.append(smallFrame(n));
  ({ log } = spool.begin(smallDescription, false));
  begin();
  produce(5);
  await server.until(() => keptSeqs().length === 5 && server.held(old.streamId).ended);
  expect([...server.held(old.streamId).frames.keys()]).toEqual(numbers(50));
  await expect.poll(() => spool.logs).toEqual([log]);
});

test('the server lost what it had acknowledged: what is still here is sent again, the rest is told as lost', async () => {
  begin();
  produce(20);
  await server.until(() => keptSeqs().length === 20);
  await expect.poll(() => log.acked).toBe(20);
  server.streams.clear();
  server.peers[0]?.socket.terminate();
  produce(1);
  await server.until(() => server.held(log.streamId).upTo === 21);
});

test('a session that was deleted on the server is not sent again: a new stream begins', async () => {
  const deleted = log.streamId;
  server.behaviour = {
    onMessage: (peer, message) => {
      if (peer.streamId !== deleted || message.type !== 'frame') return false;
      peer.fail('session_deleted', 'The session was deleted');
      return true;
    },
  };
  begin();
  produce(3);
  await expect.poll(() => deletions).toBe(1);
  produce(2);
  await server.until(() => keptSeqs().length === 2);
  await expect.poll(() => spool.logs).toEqual([log]);
  expect(log.streamId).not.toBe(deleted);
});

test('a server that talks nonsense is left and tried again', async () => {
  server.behaviour = {
    onMessage: (peer, message) => {
      if (message.type !== 'hello' || server.peers.length > 3) return false;
      peer.socket.send(Buffer.from([0xff, 0x00, 0x13]));
      return true;
    },
  };
  begin();
  produce(3);
  await server.until(() => keptSeqs().length === 3);
  expect(server.peers.length).toBe(4);
});

test('more is described while the stream goes on', async () => {
  begin();
  await server.until(() => types(server.peers[0]).includes('session'));
  const description = { ...smallDescription, driver: 'Somebody' };
  log.describe(description);
  uplink.describe();
  await server.until(
    () => types(server.peers[0]).filter((type) => type === 'session').length === 2,
  );
  expect(server.peers[0]?.messages.findLast(({ type }) => type === 'session')).toEqual({
    type: 'session',
    description,
  });
});
