import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
type Entry = { license?: string; link?: boolean; dev?: boolean; devOptional?: boolean };

/** MIT, ISC, BSD, Apache, MPL, and what gives more rights than those. */
const ALLOWED =
  /^(MIT( License)?|MIT-0|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0|MPL-2\.0|BlueOak-1\.0\.0|CC0-1\.0|Unlicense)$/;
/** Packages whose package.json names no licence but whose LICENSE file does. */
const IN_FILE: Readonly<Record<string, RegExp>> = {
  'node_modules/svelte-toolbelt': /^MIT License/,
};

function isAllowed(path: string, { license }: Entry): boolean {
  if (license === undefined)
    return IN_FILE[path]?.test(readFileSync(join(root, path, 'LICENSE'), 'utf8')) ?? false;
  const choices = license.replaceAll(/[()]/g, '').split(' OR ');
  return choices.some((choice) => choice.split(' AND ').every((one) => ALLOWED.test(one)));
}

test.each(['package-lock.json', 'infra/aws/package-lock.json'])(
  'what %s deploys is under a licence that the project allows',
  (file) => {
    const { packages } = JSON.parse(readFileSync(join(root, file), 'utf8')) as {
      packages: Record<string, Entry>;
    };
    const deployed = Object.entries(packages).filter(
      ([path, { link, dev, devOptional }]) =>
        path.includes('node_modules/') && !link && !dev && !devOptional,
    );
    expect(deployed.length).toBeGreaterThan(5);
    const others = deployed.filter(([path, entry]) => !isAllowed(path, entry));
    expect(others.map(([path, { license }]) => `${path}: ${license ?? 'none stated'}`)).toEqual([]);
  },
);
