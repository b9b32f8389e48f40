import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tracked = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .stdout.split('\n')
  .filter((file) => file && existsSync(join(root, file)));

test('no file or folder has a name that says nothing', () => {
  const empty = /(^|\/)(utils?|helpers?|common|shared|types|manager|service)(\.[a-z.]+)?(\/|$)/;
  expect(tracked.filter((file) => empty.test(file))).toEqual([]);
});

test('no path of one machine and no registry address is in the project', () => {
  const text = tracked.filter((file) =>
    /\.(ts|mjs|js|json|md|svelte|sh|yml|yaml|html|css|sql)$/.test(file),
  );
  const machine = new RegExp(
    ['/(wo', 'rk|ho', 'me/[a-z]+|tmp/bash_', 'jobs)/|/regis', 'try/'].join(''),
  );
  const found = text.filter((file) => machine.test(readFileSync(join(root, file), 'utf8')));
  expect(found.filter((file) => file !== 'package-lock.json')).toEqual([]);
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
  expect(lock).not.toMatch(/"resolved": "https?:/);
});

test('every page that mails and answers of the server name is there', () => {
  const sources = tracked.filter((file) => /^apps\/server\/src\/.*\.ts$/.test(file));
  const named = sources.flatMap((file) =>
    [
      ...readFileSync(join(root, file), 'utf8').matchAll(
        /(?:ublicUrl\}|base\}(?=\/live))\/(?!auth|api|health)([a-z-]+)(\/\$\{\w+\})?(?:\?part=(\w+))?([/\w]*)/g,
      ),
    ].map(([, page = '', one, part, rest = '']) => ({ file, page, one, part, rest })),
  );
  expect(named.length).toBeGreaterThan(10);
  const missing = named.filter(({ page, one, part, rest }) => {
    const path = `apps/web/src/routes/${page}/${one === undefined ? '' : '[id]/'}+page.svelte`;
    if (rest !== '' || !existsSync(join(root, path))) return true;
    return part !== undefined && !readFileSync(join(root, path), 'utf8').includes(`['${part}', `);
  });
  expect(missing).toEqual([]);
});

test('every dependency has an exact version', () => {
  const packages = tracked.filter((file) => file.endsWith('package.json'));
  expect(packages.length).toBeGreaterThan(5);
  const loose = packages.flatMap((file) => {
    const parsed = JSON.parse(readFileSync(join(root, file), 'utf8')) as Record<
      string,
      Record<string, string> | undefined
    >;
    return Object.entries({ ...parsed['dependencies'], ...parsed['devDependencies'] })
      .filter(([, version]) => !/^\d+\.\d+\.\d+/.test(version))
      .map(([name, version]) => `${file}: ${name} ${version}`);
  });
  expect(loose).toEqual([]);
});

/** Packages whose package.json names no licence but whose LICENSE file does. */
const LICENCE_IN_FILE: Readonly<Record<string, RegExp>> = {
  'node_modules/svelte-toolbelt': /^MIT License/,
};

test('every installed package has a licence that the project allows', () => {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { license?: string; link?: boolean; dev?: boolean }>;
  };
  const allowed =
    /^(MIT|MIT-0|ISC|BSD|0BSD|Apache|MPL|BlueOak|CC0|Unlicense|Python-2|CC-BY-[34]\.0|PostgreSQL|WTFPL)/;
  const others = Object.entries(lock.packages)
    .filter(([path, entry]) => path.startsWith('node_modules/') && !entry.link)
    .filter(
      ([, { license }]) =>
        !(license ?? '')
          .replaceAll(/[()]/g, '')
          .split(/ OR | AND /)
          .some((one) => allowed.test(one)),
    )
    .filter(
      ([path]) => !LICENCE_IN_FILE[path]?.test(readFileSync(join(root, path, 'LICENSE'), 'utf8')),
    )
    .map(([path, { license }]) => `${path}: ${license ?? 'none stated'}`);
  expect(others).toEqual([]);
});
