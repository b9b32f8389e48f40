import fc from 'fast-check';
import { createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findFraming, readAnswer } from './answer.ts';
import { Bus, BusFault } from './bus.ts';
import { decodePid, PIDS } from './pids.ts';
import { Elm, ElmError } from './elm.ts';
import { openTcp } from './link.ts';
import { Requests } from './requests.ts';
import { fastClock } from './testing/fast-clock.ts';
import { troubleCodesOf } from './trouble-codes.ts';
import { monitorResults, olderMonitorResults } from './diagnostics/monitors.ts';
import { infoItems } from './diagnostics/vehicle-info.ts';

const FRAMINGS = ['can11', 'can29', 'legacy', 'plain'] as const;
const hexByte = fc.integer({ min: 0, max: 255 }).map((n) => n.toString(16).padStart(2, '0'));
const words = fc.constantFrom(
  ...['NO DATA', 'SEARCHING...', 'BUS INIT: ...OK', 'STOPPED', '?', '<DATA ERROR', 'BUFFER FULL'],
  ...['CAN ERROR', 'ERR94', 'OK', '7E8', '7E803', '7E810', '7E821', '18DAF110', '41', '49', '7F'],
  ...['0:', '1:', '014', '\r', '\n', ' ', '\0', '486B10', '010C', '84F110'],
);
const rubbish = fc
  .array(fc.oneof({ weight: 4, arbitrary: words }, { weight: 4, arbitrary: hexByte }, fc.string()))
  .map((parts) => parts.join(''));

describe('any bytes', () => {
  test('are read without an error, and nothing longer than what came', () => {
    fc.assert(
      fc.property(rubbish, fc.constantFrom(...FRAMINGS), (text, framing) => {
        const exchange = { text: `${text}>`, at: 0 };
        findFraming(exchange);
        const answer = readAnswer(exchange, '010C', framing);
        const total = answer.messages.reduce((sum, { bytes }) => sum + bytes.length, 0);
        expect(total * 2).toBeLessThanOrEqual(text.length);
        for (const message of answer.messages) {
          troubleCodesOf(message, framing !== 'legacy');
          monitorResults(message);
          olderMonitorResults(message);
        }
        infoItems(answer, 17, framing !== 'legacy');
        new Requests(true).read({ pids: [0x0c], command: '010C' }, answer);
        new Requests(true).read({ pids: [0x0c, 0x0d], command: '010C0D' }, answer);
      }),
      { numRuns: 3000, seed: 1 },
    );
  });

  test('of any length are decoded by what is there: numbers or nothing', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PIDS.values()),
        fc.uint8Array({ maxLength: 45 }),
        (definition, data) => {
          const values = decodePid(definition, data);
          expect(values).toHaveLength(definition.fields.length);
          for (const value of values) expect(Math.abs(value)).not.toBe(Infinity);
        },
      ),
      { numRuns: 3000, seed: 2 },
    );
  });
});

describe('an adapter that sends any bytes in any split', () => {
  let pieces: readonly string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', () => {
      for (const piece of pieces) socket.write(piece, 'latin1');
    });
  });
  let port = 0;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address && typeof address === 'object') ({ port } = address);
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  test('gives a value, an error or a time-out, and never hangs', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(rubbish, fc.constant('>'), fc.constant('7E804410C1AF8\r\r>')), {
          maxLength: 5,
        }),
        async (sent) => {
          pieces = sent;
          const clock = fastClock(200);
          const elm = new Elm(clock);
          elm.attach(
            await openTcp('127.0.0.1', port)(
              { onData: (text) => elm.receive(text), onClose: (reason) => elm.close(reason) },
              new AbortController().signal,
            ),
          );
          const bus = new Bus(elm, clock, {
            framing: 'can11',
            protocol: '6',
            supported: new Map(),
          });
          const outcomes = await Promise.all(
            ['010C', '0902', '03'].map((command) =>
              bus.ask(command, 1).then(
                () => 'answer',
                (error: unknown) =>
                  error instanceof ElmError || error instanceof BusFault ? 'error' : error,
              ),
            ),
          );
          elm.close('end');
          for (const outcome of outcomes) expect(['answer', 'error']).toContain(outcome);
        },
      ),
      { numRuns: 60, seed: 3 },
    );
  });
});
