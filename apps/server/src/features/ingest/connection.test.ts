import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { encodeFrame, type FromIngest } from '@outlap/protocol';
import { serverActor } from '../../deps.ts';
import { Connection } from './connection.ts';
import type { Ingest, IngestDeps } from './ingest.ts';
import { newStreamState } from './stream-state.ts';

const streamId = '0b9a5c1e-5f0c-4a0e-9d8e-1f2a3b4c5d6e';
const MIB = 2 ** 20;
const hello = JSON.stringify({ type: 'hello', streamId });
const ping = (bytes: number) => JSON.stringify({ type: 'ping', id: 1, pad: 'x'.repeat(bytes) });

/** A connection whose stream is opened when the test says so; it uses nothing else of a server than this. */
function connect() {
  const attached = Promise.withResolvers<void>();
  const room = Promise.withResolvers<void>();
  const line: string[] = [];
  const sent: FromIngest[] = [];
  const journal = { isFull: false };
  const ingest = {
    attach: async () => {
      await attached.promise;
      return newStreamState(streamId, 'owner', undefined);
    },
    take: () => undefined,
    detach: () => undefined,
    whenRoom: () => room.promise,
    get isFull() {
      return journal.isFull;
    },
  };
  const deps = {
    now: () => new Date(0),
    metrics: { slowDowns: { add: () => undefined } },
  };
  const connection = new Connection(
    deps as unknown as IngestDeps,
    ingest as unknown as Ingest,
    serverActor('owner'),
    {
      send: (message) => sent.push(message),
      close: (reason) => line.push(`close ${reason}`),
      pause: () => line.push('pause'),
      resume: () => line.push('resume'),
    },
  );
  const pongs = () => sent.filter(({ type }) => type === 'pong').length;
  return { connection, line, journal, pongs, attach: attached.resolve, makeRoom: room.resolve };
}

test('while hello is under way no more is read than four megabytes, and then it goes on', async () => {
  const { connection, line, pongs, attach } = connect();
  connection.receive(hello);
  for (let n = 0; n < 3; n++) connection.receive(ping(MIB));
  expect(line).toEqual([]);
  connection.receive(ping(MIB));
  expect(line).toEqual(['pause']);
  expect(pongs()).toBe(0);
  attach();
  await turn();
  expect(line).toEqual(['pause', 'resume']);
  expect(pongs()).toBe(4);
});

test('nor are messages without end that say nothing', () => {
  const { connection, line } = connect();
  connection.receive(hello);
  for (let n = 0; n < 50_000; n++) connection.receive('');
  expect(line).toContain('pause');
});

test('a connection that is paused for another reason, too, goes on when there is none any more', async () => {
  const { connection, line, journal, attach, makeRoom } = connect();
  connection.receive(hello);
  connection.receive(encodeFrame({ seq: 1, sentAt: 0, parts: [] }));
  for (let n = 0; n < 4; n++) connection.receive(ping(MIB));
  journal.isFull = true;
  attach();
  await turn();
  expect(line).toEqual(['pause']);
  makeRoom();
  await turn();
  expect(line).toEqual(['pause', 'resume']);
});

test('a connection that ends is read again, for the end of it to be heard', () => {
  const { connection, line } = connect();
  connection.receive(hello);
  for (let n = 0; n < 5; n++) connection.receive(ping(MIB));
  connection.end();
  expect(line.at(-1)).toBe('resume');
});
