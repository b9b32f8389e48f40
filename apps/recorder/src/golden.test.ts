import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeIbt } from '@outlap/formats';
import { demoRecording } from '@outlap/telemetry';
import { makeWorld } from './testing/fake-world.ts';

let world: ReturnType<typeof makeWorld>;
beforeAll(() => {
  world = makeWorld();
  world.put('demo.ibt', writeIbt(demoRecording('2026-05-09T09:30:00.000Z')));
});
afterAll(() => world.remove());

/** Six significant digits: what a person would notice, not the last bit of a sine. */
function toGolden(json: string): string {
  const rounded = (_: string, value: unknown): unknown =>
    typeof value === 'number' ? Number(value.toPrecision(6)) : value;
  return `${JSON.stringify(JSON.parse(json), rounded, 1)}\n`;
}

test('what inspect says of the demo recording', async () => {
  const { out } = await world.run('inspect', 'demo.ibt', '--json');
  await expect(toGolden(out)).toMatchFileSnapshot('../golden/demo-inspect.json');
});

test('where the third lap of the demo recording lost time to the second', async () => {
  const { out } = await world.run('compare', 'demo.ibt#2', 'demo.ibt#3', '--json');
  const { delta: _, ...rest } = JSON.parse(out) as Record<string, unknown>;
  await expect(toGolden(JSON.stringify(rest))).toMatchFileSnapshot('../golden/demo-compare.json');
});
