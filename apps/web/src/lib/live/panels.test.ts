import { expect, test } from 'vitest';
import {
  addPanel,
  arrangeFor,
  kindOf,
  movePanel,
  type Offer,
  parseArrangement,
  resizePanel,
} from './panels.ts';
import { wantedChannels } from './wanted-channels.ts';

const offer = (names: string, more: Partial<Offer> = {}): Offer => ({
  channels: names.split(' ').map((name) => ({ name })),
  source: 'simulator',
  hasLayout: false,
  ...more,
});
const SIM = offer(
  'speed throttle brake steering gear engineSpeed lapProgress lapNumber latitude longitude fuelLevel tyreTemperatureFrontLeft',
  { hasLayout: true },
);
const GPS = offer('speed latitude longitude lateralAcceleration', {
  source: 'file',
  hasLayout: true,
});
const OBD = offer('speed engineSpeed engineCoolantTemperature batteryVoltage', { source: 'obd' });

test('sources are told apart by what they bring', () => {
  expect([SIM, GPS, OBD].map(kindOf)).toEqual(['circuit-sim', 'circuit-gps', 'road']);
  expect(kindOf({ ...OBD, hasLayout: true })).toBe('circuit-gps');
  expect(kindOf(offer('speed latitude longitude'))).toBe('road');
});

test('a panel is there only where it has something to show', () => {
  const kinds = (one: Offer) => arrangeFor(one).panels.map(({ kind }) => kind);
  expect(kinds(SIM)).toEqual(['timing', 'gauges', 'traces', 'map', 'laps', 'tyres', 'fuel']);
  expect(kinds(GPS)).toEqual(['timing', 'gauges', 'traces', 'map', 'laps']);
  expect(kinds(OBD)).toEqual(['gauges', 'traces', 'values']);
  expect(kinds(offer(''))).not.toContain('map');
});

test('both columns of a circuit page are equally high', () => {
  for (const one of [SIM, GPS]) {
    const { panels } = arrangeFor(one);
    const left = panels.filter(({ columns }) => columns === 8);
    const right = panels.filter(({ kind }) => ['gauges', 'map', 'laps', 'tyres'].includes(kind));
    const rows = (list: typeof panels) => list.reduce((sum, panel) => sum + panel.rows, 0);
    expect(rows(right)).toBe(rows(left));
  }
});

test('the traces of an unknown source are its first channels', () => {
  expect(arrangeFor(offer('a b c d e f g h')).traces).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
});

test('panels move, grow and shrink within their bounds', () => {
  const { panels } = arrangeFor(OBD);
  const kinds = (list: typeof panels) => list.map(({ kind }) => kind).join(' ');
  expect(kinds(movePanel(panels, 0, 1))).toBe('traces gauges values');
  expect(kinds(movePanel(panels, 2, -9))).toBe('values gauges traces');
  expect(movePanel(panels, 0, -1)).toBe(panels);
  const sized = (columns: number, rows: number) => resizePanel(panels, 1, { columns, rows })[1];
  expect(sized(99, 99)).toEqual({ kind: 'traces', columns: 12, rows: 40 });
  expect(sized(0, 0)).toEqual({ kind: 'traces', columns: 4, rows: 6 });
  expect(kinds(addPanel(panels, 'fuel'))).toBe('gauges traces values fuel');
});

test('what was stored is read again, and what is not an arrangement is refused', () => {
  const arrangement = arrangeFor(SIM);
  expect(parseArrangement(JSON.parse(JSON.stringify(arrangement)))).toEqual(arrangement);
  expect(
    parseArrangement({
      panels: [{ kind: 'radio' }, { kind: 'map', columns: 99, rows: 1 }],
      traces: [1, 'speed'],
    }),
  ).toEqual({
    panels: [{ kind: 'map', columns: 12, rows: 5 }],
    traces: ['speed'],
  });
  for (const bad of [null, 7, {}, { panels: 'x', traces: [] }])
    expect(parseArrangement(bad)).toBe(undefined);
});

test('only channels that a panel reads are asked for', () => {
  const available = ['speed', 'gear', 'latitude', 'longitude', 'oil', 'fuelLevel'];
  expect(wantedChannels([{ kind: 'map' }], ['oil'], available)).toEqual([
    'latitude',
    'longitude',
    'oil',
  ]);
  expect(wantedChannels([{ kind: 'values' }], [], available)).toEqual(['oil']);
  expect(wantedChannels([], ['gone'], available)).toEqual([]);
});
