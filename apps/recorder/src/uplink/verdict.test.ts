import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CLOSE_CODES } from '@outlap/protocol';
import { CommandError } from '../errors.ts';
import { toIngestUrl } from './address.ts';
import { backOffSeconds, judge, parseRetryAfter } from './verdict.ts';

test('each close code of the protocol has its answer', () => {
  const verdicts = Object.fromEntries(
    Object.entries(CLOSE_CODES).map(([reason, { code }]) => [
      reason,
      judge({ kind: 'closed', code, detail: '' }).kind,
    ]),
  );
  expect(verdicts).toEqual({
    malformed_message: 'blame',
    corrupt: 'retry',
    unauthorized: 'pause',
    forbidden: 'pause',
    session_deleted: 'deleted',
    session_not_found: 'retry',
    stream_in_use: 'retry',
    frame_too_large: 'blame',
    invalid_frame: 'blame',
    invalid_description: 'pause',
    hello_missing: 'retry',
    too_many_requests: 'retry',
    too_slow: 'retry',
    unavailable: 'retry',
    going_away: 'retry',
    restarting: 'move',
  });
});

test('what a status means where a socket was wanted', () => {
  const kind = (status: number, retryAfterSeconds: number | null = null) =>
    judge({ kind: 'refused', status, retryAfterSeconds, detail: '' }).kind;
  expect([401, 403, 404, 301].map((status) => kind(status))).toEqual(Array(4).fill('pause'));
  expect([408, 429, 500, 502, 503, 504].map((status) => kind(status))).toEqual(
    Array(6).fill('retry'),
  );
  expect([429, 503].map((status) => kind(status, 9))).toEqual(['wait', 'wait']);
});

test('back-off grows from 1 s to 60 s with full jitter, for ever', () => {
  const longest = (failures: number) => backOffSeconds(failures, () => 1);
  expect([1, 2, 3, 4, 5, 6, 7, 8, 1e6].map(longest)).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
  fc.assert(
    fc.property(fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (failures, chance) => {
      expect(backOffSeconds(failures, () => chance)).toBe(chance * longest(failures));
    }),
  );
});

test('Retry-After is a number of seconds or a date', () => {
  const now = Date.parse('2026-05-09T09:30:00Z');
  expect(parseRetryAfter('120', now)).toBe(120);
  expect(parseRetryAfter('Sat, 09 May 2026 09:30:30 GMT', now)).toBe(30);
  expect(parseRetryAfter('Sat, 09 May 2026 09:00:00 GMT', now)).toBe(0);
  expect(parseRetryAfter('999999', now)).toBe(3600);
  expect(parseRetryAfter('soon', now)).toBeNull();
  expect(parseRetryAfter(undefined, now)).toBeNull();
});

test('the socket of a server by its address', () => {
  expect(toIngestUrl('http://127.0.0.1:8000')).toBe('ws://127.0.0.1:8000/ws/ingest');
  expect(toIngestUrl('https://car.example/outlap/')).toBe('wss://car.example/outlap/ws/ingest');
  for (const bad of ['127.0.0.1:8000', 'ftp://car.example', 'nonsense'])
    expect(() => toIngestUrl(bad)).toThrow(CommandError);
});
