// `npm sbom` refuses a tree in which an optional neighbour has another version than somebody wished for, and leaves out what is a neighbour of
// somebody too. The lock file names all that is installed, with the digest it is checked by: the list is made of that.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../installed.mjs';

/** Writes what is deployed and published as a CycloneDX document; the same lock file gives the same bytes. Returns its path. */
export function writeSbom(out) {
  const { version, packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const components = Object.entries(packages)
    .filter(
      ([path, { link, dev, devOptional }]) =>
        path.includes('node_modules/') && !link && !dev && !devOptional,
    )
    .map(([path, entry]) => toComponent(path, entry));
  const unique = new Map(components.map((component) => [component['bom-ref'], component]));
  const document = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: { type: 'application', name: 'outlap', version, 'bom-ref': `outlap@${version}` },
    },
    components: [...unique.values()],
  };
  const path = join(out, 'outlap.cdx.json');
  writeFileSync(path, `${JSON.stringify(document, null, 2)}\n`);
  return path;
}

function toComponent(path, { version, license, integrity, optional }) {
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return {
    type: 'library',
    name,
    version,
    purl,
    'bom-ref': purl,
    scope: optional ? 'optional' : 'required',
    ...(license && { licenses: [{ expression: license }] }),
    ...(integrity && { hashes: integrity.split(' ').map(toHash) }),
  };
}

function toHash(digest) {
  const [algorithm, content] = digest.split('-');
  return {
    alg: algorithm.toUpperCase().replace('SHA', 'SHA-'),
    content: Buffer.from(content, 'base64').toString('hex'),
  };
}
