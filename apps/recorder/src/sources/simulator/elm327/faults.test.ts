import { afterEach, expect, test } from 'vitest';
import {
  closeAll,
  connectTo,
  handClock,
  startAdapter,
  unwaiting,
} from '../../../testing/elm-client.ts';
import { parseFault } from './faults.ts';

afterEach(closeAll);

const faulty = async (fault: string, ...commands: string[]) => {
  const clock = handClock();
  const client = await startAdapter({ faults: [parseFault(fault)] }, clock);
  await client.quiet('ATSP6', 'ATH1', ...commands);
  return { ...client, to: clock.to, readAgain: clock.readAgain };
};

test('a byte while it is busy stops the adapter', async () => {
  const { ask, raw, socket, answered } = await startAdapter({ waiting: 1 });
  await ask('ATE0');
  await ask('ATSP6');
  socket.write('0100\r');
  expect(await raw('0')).toBe('STOPPED\r\r>');
  socket.write('010C\r010D\r');
  expect(await answered()).toBe('STOPPED\r\r>');
  expect(await ask('ATI')).toEqual(['ELM327 v2.1']);
});

test.each([
  ['no-data@5s', ['NO DATA']],
  ['stopped@5s', ['STOPPED']],
  ['can-error@5s', ['CAN ERROR']],
  ['ignition-off@5s', ['NO DATA']],
])('%s', async (fault, expected) => {
  const { ask, to } = await faulty(`${fault}+10s`);
  expect((await ask('010C'))[0]).toMatch(/^7E804410C/);
  to(6);
  expect(await ask('010C')).toEqual(expected);
  to(16);
  expect((await ask('010C'))[0]).toMatch(/^7E804410C/);
});

test('buffer-full ends a long answer in the middle', async () => {
  const { ask, to } = await faulty('buffer-full@5s');
  to(6);
  const lines = await ask('0902');
  expect(lines).toHaveLength(3);
  expect(lines.at(-1)).toBe('BUFFER FULL');
});

test('silent: nothing comes, not even a prompt, until it is over', async () => {
  const { socket, to, ask, raw, buffered, readAgain } = await faulty('silent@5s+5s');
  to(6);
  const swallowed = readAgain('010C\r'.length);
  socket.write('010C\r');
  await swallowed;
  expect(buffered()).toBe('');
  to(11);
  expect(await raw('ATI\r')).toContain('ELM327');
  expect(await ask('010C')).toHaveLength(1);
});

test('noise damages lines, the same way for the same seed', async () => {
  const damaged = async () => {
    const { ask, to } = await faulty('noise@5s');
    const clean = await ask('0902');
    to(6);
    const lines: string[][] = [];
    for (let i = 0; i < 5; i++) lines.push(await ask('0902'));
    return { clean, lines };
  };
  const { clean, lines } = await damaged();
  for (const noisy of lines) expect(noisy).not.toEqual(clean);
  expect((await damaged()).lines).toEqual(lines);
});

test('pending: a control unit asks for patience and then answers', async () => {
  const { ask, to } = await faulty('pending@5s');
  to(6);
  const lines = await ask('010C');
  expect(lines[0]).toMatch(/^7E8037F0178/);
  expect(lines[1]).toMatch(/^7E804410C/);
});

test('slow: an answer takes seconds more', async () => {
  let slept = 0;
  const clock = unwaiting((seconds) => (slept += seconds));
  const { ask } = await startAdapter({ waiting: 1, faults: [parseFault('slow')] }, clock);
  await ask('ATSP6');
  await ask('010C');
  expect(slept).toBeGreaterThan(3);
});

test('ignition off while searching: unable to connect', async () => {
  const { ask } = await startAdapter({ faults: [parseFault('ignition-off')] });
  await ask('ATE0');
  expect(await ask('0100')).toEqual(['SEARCHING...', 'UNABLE TO CONNECT']);
  expect(await ask('ATRV')).toEqual(['12.3V']);
});

test('drop-connection: the socket is closed, and taken again afterwards', async () => {
  const { to, closed, port } = await faulty('drop-connection@5s+5s');
  to(6);
  await closed;
  const refused = connectTo(port);
  await new Promise<void>((resolve) => refused.on('close', () => resolve()));
  to(11);
  const again = connectTo(port);
  again.write('ATI\r');
  const [bytes] = await new Promise<Buffer[]>((resolve) => again.once('data', (b) => resolve([b])));
  expect(bytes?.toString()).toContain('ELM327');
});

test('what is no fault is refused', () => {
  for (const word of ['sleepy', 'silent@x', 'noise~%', ''])
    expect(() => parseFault(word)).toThrow(/KIND/);
  expect(parseFault('noise~25%@30s+5s')).toEqual({
    kind: 'noise',
    probability: 0.25,
    startSeconds: 30,
    durationSeconds: 5,
  });
});
