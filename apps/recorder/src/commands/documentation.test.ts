import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { makeWorld } from '../testing/fake-world.ts';
import type { World } from '../world.ts';
import { loginCommand } from './login.ts';
import { logoutCommand } from './logout.ts';
import { recordCommand } from './record.ts';
import { simulateCommand } from './simulate.ts';
import { statusCommand } from './status.ts';

const text = readFileSync(new URL('../../../../docs/recording.md', import.meta.url), 'utf8');

function sectionOf(heading: string): string {
  const [, behind = ''] = text.split(`\n## ${heading}\n`);
  return behind.split('\n## ', 1)[0] ?? '';
}

test.each<[string, (world: World) => Command]>([
  ['record', recordCommand],
  ['login', loginCommand],
  ['logout', logoutCommand],
  ['status', statusCommand],
  ['simulate', simulateCommand],
])('the documented options of outlap %s are those it has', (name, create) => {
  const { world, remove } = makeWorld();
  const rows = sectionOf(`\`outlap ${name}\``).matchAll(/^\| `(--[^`]+)` +\| \S/gm);
  const documented = Array.from(rows, ([, flags = '']) => flags);
  expect(documented).toEqual(create(world).options.map(({ flags }) => flags));
  remove();
});
