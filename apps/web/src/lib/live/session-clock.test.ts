import { expect, test } from 'vitest';
import { SessionClock } from './session-clock.ts';

test('the edge runs evenly between frames that come in bursts', () => {
  const clock = new SessionClock();
  const edges: number[] = [];
  for (let frame = 0; frame < 600; frame++) {
    const now = frame / 60;
    if (frame % 6 === 0) clock.arrived(100 + now, now);
    edges.push(clock.edge(now));
  }
  const steps = edges.slice(1).map((edge, i) => edge - (edges[i] ?? 0));
  expect(Math.min(...steps)).toBeGreaterThan(0.015);
  expect(Math.max(...steps)).toBeLessThan(0.019);
  expect(edges.at(-1)).toBeCloseTo(100 + 599 / 60, 3);
});

test('a silent link stops the edge two seconds behind its last sample', () => {
  const clock = new SessionClock();
  clock.arrived(50, 0);
  expect(clock.edge(1)).toBeCloseTo(51, 1);
  expect(clock.edge(60)).toBe(52);
});

test('after a break it is at once where the drive is', () => {
  const clock = new SessionClock();
  clock.arrived(50, 0);
  clock.edge(1);
  clock.arrived(95, 30);
  expect(clock.edge(30)).toBeCloseTo(95, 3);
});

test('before anything came there is no edge', () => {
  expect(new SessionClock().edge(3)).toBeNaN();
});
