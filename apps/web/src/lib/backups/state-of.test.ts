import { expect, test } from 'vitest';
import type { BackupRun, Backups } from './calls.ts';
import { inWords, stateOf, verdictOf } from './state-of.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const run = (others: Partial<BackupRun> = {}): BackupRun => ({
  id: '1',
  place: '/backups',
  name: 'one',
  state: 'done',
  askedBy: 'schedule',
  startedAt: '2026-11-21T03:00:00Z',
  finishedAt: '2026-11-21T03:01:00Z',
  phase: 'verify',
  progress: 1,
  bytes: 1,
  newBytes: 1,
  rows: 1,
  objects: 1,
  missing: 0,
  identity: 'database',
  error: null,
  ...others,
});
const backups = (last: BackupRun | null, configured = true): Backups => ({
  configured,
  place: '/backups',
  schedule: 'daily',
  keep: '7 daily',
  lateAfterSeconds: 26 * 3600,
  last,
  items: [],
});

test('the first thing to know is said, worst first', () => {
  expect(verdictOf(backups(null, false), NOW)).toEqual({
    tone: 'warn',
    words: 'No backups are made: set BACKUP_TO.',
  });
  expect(verdictOf(backups(null), NOW).words).toBe('There is no backup yet.');
  expect(verdictOf(backups(run()), NOW)).toEqual({
    tone: 'good',
    words: 'The last backup is 9 hours old and was read back.',
  });
  const old = run({ startedAt: '2026-11-18T03:00:00Z', missing: 2 });
  expect(verdictOf(backups(old), NOW).words).toBe('The last good backup is 3 days old.');
  expect(verdictOf(backups(run({ missing: 2 })), NOW).words).toContain('lacks 2 files');
});

test('ages and states in words', () => {
  expect([59, 60, 3600, 7200, 86_400, 172_800].map(inWords)).toEqual([
    '0 minutes',
    '1 minute',
    '1 hour',
    '2 hours',
    '24 hours',
    '2 days',
  ]);
  const running = run({ state: 'running', phase: 'objects', progress: 0.567 });
  expect([running, run(), run({ state: 'failed' })].map(stateOf)).toEqual([
    'files 56 %',
    'whole',
    'failed',
  ]);
});
