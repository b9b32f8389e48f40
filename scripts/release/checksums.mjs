import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NAME = 'SHA256SUMS';

/** Writes SHA256SUMS over what a folder offers for download, as `sha256sum --check` reads it; returns its lines. */
export function writeChecksums(folder) {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== NAME)
    .map((entry) => entry.name)
    .sort();
  if (names.length === 0) throw new Error(`${folder} holds nothing to publish`);
  const lines = names.map((name) => {
    const digest = createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex');
    return `${digest}  ${name}`;
  });
  writeFileSync(join(folder, NAME), `${lines.join('\n')}\n`);
  return lines;
}
