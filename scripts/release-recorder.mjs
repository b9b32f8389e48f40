// `npm run release:recorder -- npm | executable | sbom | checksums [FOLDER]`: what a release offers, made in out/release.
import { mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ensureInstalled, root } from './installed.mjs';

ensureInstalled();
const [kind = 'help', folder] = process.argv.slice(2);
const out = folder ? resolve(folder) : join(root, 'out/release');
mkdirSync(out, { recursive: true });
const KINDS = {
  npm: async () => (await import('./release/npm-package.mjs')).makeNpmPackage(out),
  executable: async () => (await import('./release/executable.mjs')).makeExecutable(out),
  sbom: async () => (await import('./release/sbom.mjs')).writeSbom(out),
  checksums: async () => (await import('./release/checksums.mjs')).writeChecksums(out).join('\n'),
};
const make = KINDS[kind];
if (!make) {
  console.error(`Say what to make: ${Object.keys(KINDS).join(', ')}`);
  process.exit(2);
}
const made = await make();
console.log(kind === 'checksums' ? made : `${made} (${(statSync(made).size / 1e6).toFixed(1)} MB)`);
