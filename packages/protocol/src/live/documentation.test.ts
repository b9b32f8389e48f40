import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CLOSE_CODES } from './close-codes.ts';
import { decodeIngest, decodeMessage } from './codec.ts';
import { checkFrame } from './frame-check.ts';
import type { ChannelGroup } from './messages.ts';
import { isSealed } from './seal.ts';

const text = readFileSync(new URL('../../../../docs/protocol.md', import.meta.url), 'utf8');

/** What stands between two headings. */
function section(from: string, to: string): string {
  const begin = text.indexOf(`\n${from}\n`);
  const end = text.indexOf(`\n${to}\n`, begin);
  expect(begin).toBeGreaterThan(0);
  expect(end).toBeGreaterThan(begin);
  return text.slice(begin, end);
}

function examples(part: string): string[] {
  return Array.from(part.matchAll(/```json\n([^`]*)```/g), ([, json = '']) => json);
}

test('the documented close codes are those of the table', () => {
  const rows = section('## Close codes', '## A client in JavaScript').matchAll(
    /^\| `(\w+)` +\| (\d+) +\| (yes|no) +\| \S/gm,
  );
  const documented = Array.from(rows, ([, name, code, again]) => [
    name,
    { code: Number(code), retry: again === 'yes' },
  ]);
  expect(Object.fromEntries(documented)).toEqual(CLOSE_CODES);
  expect(documented).toHaveLength(Object.keys(CLOSE_CODES).length);
});

test('the documented messages of a recorder are taken by the server', () => {
  let groups: readonly ChannelGroup[] = [];
  const types: string[] = [];
  for (const example of examples(section('### What a recorder says', '### What the server says'))) {
    const message = decodeIngest(example, groups);
    types.push(message.type);
    if (message.type === 'session') groups = message.description.groups;
    if (message.type === 'frame') checkFrame(message.frame, groups);
  }
  const all = 'hello session frame gap end ping pong status answer';
  expect(types.toSorted()).toEqual(all.split(' ').toSorted());
});

test('the documented checksum fits', () => {
  const [sealed = ''] = examples(section('### Checksums', '### Layout of a CBOR frame'));
  expect(isSealed(decodeMessage(sealed))).toBe(true);
});
