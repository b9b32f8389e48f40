import { expect, test } from 'vitest';
import type { Session } from '../api.ts';
import { changesOf, toDraft } from './session-draft.ts';
import { parseFilter, vehiclesOf, withFilter } from './session-filter.ts';

const session: Session = {
  id: 's',
  state: 'done',
  referenceLapId: null,
  name: 'Evening',
  startedAt: null,
  importedAt: '2026-01-01T00:00:00Z',
  durationSeconds: 1,
  format: 'csv',
  formatVersion: null,
  fileName: 'a.csv',
  fileBytes: 1,
  driver: 'Kim',
  vehicle: { id: 'v', name: 'Kart' },
  track: { id: 't', name: 'Ring', layoutId: 'l', layout: null },
  lapCount: 0,
  validLapCount: 0,
  bestLap: null,
  demo: false,
  notes: '',
  mine: true,
  teamId: null,
};

test('nothing changed is nothing to send', () => {
  expect(changesOf(session, toDraft(session))).toEqual({});
});

test('emptied fields become none, but a session keeps its name and track', () => {
  const draft = { ...toDraft(session), name: ' ', driver: '', trackName: '', vehicleName: ' ' };
  expect(changesOf(session, draft)).toEqual({ driver: null, vehicleName: null });
  expect(changesOf(session, { ...toDraft(session), name: ' Night ' })).toEqual({ name: 'Night' });
});

test('filters live in the address', () => {
  expect(parseFilter('?q=spa+rain&track=&x=1')).toEqual({ q: 'spa rain' });
  expect(withFilter('?q=a&track=t', 'q', '')).toBe('track=t');
  expect(vehiclesOf([session, session])).toHaveLength(1);
});
