import { expect, test } from 'vitest';
import { readAnswer } from './answer.ts';
import { hexOf } from './pids.ts';
import { type PidRequest, Requests } from './requests.ts';

const answerTo = ({ command }: PidRequest, ...lines: string[]) =>
  readAnswer({ text: `${lines.join('\r')}\r\r>`, at: 0 }, command, 'can11');

/** Requests that know the lengths of 0B (1), 0C (2) and 0D (1) of one ECU. */
function primed(can = true): Requests {
  const requests = new Requests(can);
  for (const [pid, line] of [
    [0x0b, '7E803410B21'],
    [0x0c, '7E804410C17B8'],
    [0x0d, '7E803410D5A'],
  ] as const) {
    const request = { pids: [pid], command: `010${pid.toString(16).toUpperCase()}` };
    requests.read(request, answerTo(request, line));
  }
  return requests;
}

const plain = (readings: ReturnType<Requests['read']>) =>
  readings?.map(({ pid, ecu, data }) => [pid, ecu, hexOf(data)]);

test('several PIDs in any order, in a long answer, unsupported ones left out', () => {
  const requests = primed();
  const request = requests.next([0x0d, 0x0b, 0x0c]);
  expect(request).toEqual({ pids: [0x0b, 0x0c, 0x0d], command: '010B0C0D' });
  const answer = answerTo(request, '7E80641 0C 17 B8 0B 21');
  expect(plain(requests.read(request, answer))).toEqual([
    [0x0c, '7E8', '17B8'],
    [0x0b, '7E8', '21'],
  ]);
  expect(requests.asksSeveral).toBe(true);
  const long = answerTo(request, '7E81008410B210C17B8', '7E8210D5A0000000000');
  expect(plain(requests.read(request, long))).toHaveLength(3);
});

test('at most six PIDs, and only those whose length is known', () => {
  const requests = new Requests(true);
  for (let pid = 0x30; pid < 0x3a; pid++) {
    const request = { pids: [pid], command: `01${pid.toString(16)}` };
    requests.read(request, answerTo(request, `7E80341${pid.toString(16)}00`));
  }
  const pids = Array.from({ length: 11 }, (_, i) => 0x30 + i);
  expect(requests.next(pids).pids).toHaveLength(6);
  expect(requests.next([0x50, ...pids]).pids).toEqual([0x50]);
});

test.each([
  ['a wrong length', '7E8 06 41 0B 21 0C 17 B8 0D'.replace('06', '07')],
  ['an unknown PID', '7E8 06 41 0B 21 0F 17 B8'],
  ['the first PID only', '7E8 03 41 0B 21'],
])('%s: never again several', (_, line) => {
  const requests = primed();
  const request = requests.next([0x0b, 0x0c, 0x0d]);
  expect(requests.read(request, answerTo(request, line))).toBeUndefined();
  expect(requests.next([0x0b, 0x0c, 0x0d]).pids).toEqual([0x0b]);
  expect(requests.next([0x0c, 0x0b, 0x0d]).pids).toEqual([0x0c]);
});

test('silence may be the ignition: only a car that answers one PID afterwards does not know several', () => {
  const off = primed();
  const request = off.next([0x0b, 0x0c]);
  expect(off.read(request, answerTo(request, 'NO DATA'))).toBeUndefined();
  const single = off.next([0x0b, 0x0c]);
  expect(single.pids).toEqual([0x0b]);
  off.read(single, answerTo(single, '7E803410B21'));
  expect(off.next([0x0c, 0x0b]).pids).toEqual([0x0c]);
});

test('the older buses are asked for one PID at a time', () => {
  expect(primed(false).next([0x0c, 0x0d]).pids).toEqual([0x0c]);
});

test('a count is learned per request, given up where it loses an ECU', () => {
  const requests = new Requests(false);
  const request = requests.next([0x0c]);
  expect(request.command).toBe('010C');
  requests.read(request, answerTo(request, '7E804410C17B8', '7EA04410C0000'));
  const counted = requests.next([0x0c]);
  expect(counted.command).toBe('010C2');
  expect(requests.read(counted, answerTo(counted, '7E804410C17B8'))).toBeUndefined();
  expect(requests.next([0x0c]).command).toBe('010C');
  requests.read(request, answerTo(request, '7E804410C17B8', '7EA04410C0000'));
  expect(requests.next([0x0c]).command).toBe('010C');
});

test('an adapter that falls silent over counts is not given any', () => {
  const requests = new Requests(false);
  for (const pid of [0x0c, 0x0d]) {
    const line = pid === 0x0c ? '7E804410C17B8' : '7E803410D5A';
    const request = requests.next([pid]);
    requests.read(request, answerTo(request, line));
    const counted = requests.next([pid]);
    expect(counted.command).toHaveLength(5);
    expect(requests.read(counted, answerTo(counted, '?'))).toBeUndefined();
    requests.read(requests.next([pid]), answerTo(request, line));
  }
  const other = requests.next([0x0b]);
  requests.read(other, answerTo(other, '7E803410B21'));
  expect(requests.next([0x0b]).command).toBe('010B');
});

test('a damaged answer teaches no count', () => {
  const requests = new Requests(false);
  const request = requests.next([0x0c]);
  requests.read(request, answerTo(request, '7E804410C17B8', '7EA04410C <DATA ERROR'));
  expect(requests.next([0x0c]).command).toBe('010C');
});
