import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../scripts/installed.mjs';

/** Keeps one section of bench/RESULTS.md; a new one comes before those of the faults, which stand last. */
export function keepSection(heading, text) {
  const path = join(root, 'bench', 'RESULTS.md');
  const sections = readFileSync(path, 'utf8')
    .split(/^(?=## )/m)
    .map((section) => section.trim());
  const section = `${heading}\n\n${text.trim()}`;
  const at = sections.findIndex((other) => other.split('\n', 1)[0] === heading);
  const last = sections.findIndex((other) => other.startsWith('## Faults'));
  if (at >= 0) sections[at] = section;
  else sections.splice(last < 0 ? sections.length : last, 0, section);
  writeFileSync(path, `${sections.join('\n\n')}\n`);
}
