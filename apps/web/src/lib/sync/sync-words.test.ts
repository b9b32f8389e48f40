import { expect, test } from 'vitest';
import type { Sync, SyncItem } from '../api.ts';
import { adviceFor, describeSync, progressOf, untilNext } from './sync-words.ts';

const sync: Sync = {
  state: 'idle',
  upstream: 'https://example.org',
  waitingSessions: 0,
  sentSessions: 3,
  receivedSessions: 0,
  bytesPerSecond: 0,
  limitBytesPerSecond: 0,
  lastSuccessAt: null,
  lastError: null,
  nextTryAt: null,
  items: [],
};
const item: SyncItem = {
  sessionId: '01a1fc2b-400c-786d-9436-e692a5f69b70',
  name: 'Larkmoor',
  state: 'sending',
  live: false,
  totalBytes: 4_000_000,
  sentBytes: 1_500_000,
  attempts: 0,
  error: null,
  sentAt: null,
  digest: null,
};

test('the state is one sentence', () => {
  expect(describeSync(sync)).toBe('Everything is sent.');
  expect(describeSync({ ...sync, state: 'sending', waitingSessions: 1 })).toBe(
    'Sending; 1 session to go.',
  );
  expect(describeSync({ ...sync, state: 'waiting', waitingSessions: 2 })).toMatch(
    /^2 sessions wait/,
  );
  expect(describeSync({ ...sync, state: 'off' })).toMatch(/stay on this server/);
});

test('progress, advice and the next try', () => {
  expect(progressOf(item)).toBe('37 % of 4.0 MB');
  expect(progressOf({ ...item, state: 'sent' })).toBe('sent');
  expect(adviceFor('unauthorized')).toMatch(/UPSTREAM_TOKEN/);
  expect(adviceFor('whatever')).toMatch(/by itself/);
  const now = Date.parse('2026-05-01T10:00:00Z');
  expect(untilNext('2026-05-01T10:00:11.2Z', now)).toBe('in 12 s');
  expect(untilNext('2026-05-01T09:00:00Z', now)).toBe('');
  expect(untilNext(null, now)).toBe('');
});
