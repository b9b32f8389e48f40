import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const windows = process.platform === 'win32';
const out = mkdtempSync(join(tmpdir(), 'outlap-release-'));
const elsewhere = join(out, 'elsewhere');
const env = {
  ...process.env,
  PATH: `${dirname(process.execPath)}${windows ? ';' : ':'}${process.env['PATH'] ?? ''}`,
  npm_config_cache: join(out, 'cache'),
  GITHUB_REPOSITORY: 'o/n',
};
afterAll(() => rmSync(out, { recursive: true, force: true }));

const run = (command: string, args: readonly string[], cwd: string) =>
  spawnSync(command, args, { cwd, env, encoding: 'utf8', shell: windows });
const releaseTo = (folder: string, ...args: readonly string[]) =>
  run(process.execPath, [join(root, 'scripts/release-recorder.mjs'), ...args, folder], root);
const release = (...args: readonly string[]) => releaseTo(out, ...args);
const outlap = (...args: readonly string[]) =>
  run(join(elsewhere, 'node_modules/.bin/outlap'), args, elsewhere);

const readJson = (file: string) =>
  JSON.parse(readFileSync(join(root, file), 'utf8')) as { version: string };
const { version } = readJson('package.json');

describe('the npm package of the recorder', () => {
  beforeAll(() => {
    const made = release('npm');
    expect(made.stderr).toBe('');
    expect(made.stdout).toContain(`outlap-${version}.tgz`);
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, 'package.json'), '{"private":true}');
    const tarball = join(out, `outlap-${version}.tgz`);
    const flags = ['--offline', '--omit=optional', '--ignore-scripts', '--no-audit', '--no-fund'];
    const installed = run('npm', ['install', ...flags, tarball], elsewhere);
    expect(installed.stderr.replaceAll(/^npm warn .*\n/gm, '')).toBe('');
  }, 60_000);

  test('knows its version and its commands without anything beside it', { timeout: 30_000 }, () => {
    expect(outlap('--version').stdout.trim()).toBe(version);
    const help = outlap('--help').stdout;
    for (const command of ['inspect', 'import', 'record', 'simulate', 'login'])
      expect(help).toMatch(new RegExp(`^  ${command}`, 'm'));
  });

  test('writes a drive and reads it again', { timeout: 30_000 }, () => {
    const drive = ['--circuit', 'larkmoor', '--duration', '20', '--out', 'a.ibt'];
    expect(outlap('simulate', ...drive).stderr).toBe('');
    const { track, durationSeconds } = JSON.parse(outlap('inspect', '--json', 'a.ibt').stdout) as {
      track: { name: string };
      durationSeconds: number;
    };
    expect(track.name).toBe('Larkmoor');
    expect(durationSeconds).toBeCloseTo(20, 0);
  });

  test('fails for a file that is not there', { timeout: 30_000 }, () => {
    const { stderr, status } = outlap('inspect', 'missing.ibt');
    expect(stderr).toMatch(/^outlap: .*missing\.ibt/);
    expect(status).not.toBe(0);
  });

  test('carries the licence of every package that was bundled', () => {
    const folder = join(elsewhere, 'node_modules/outlap');
    const texts = readFileSync(join(folder, 'THIRD-PARTY.txt'), 'utf8').split(/^-{80}$/m);
    const names = texts.map((text) => /^\s*(\S+) \d/.exec(text)?.[1]);
    expect(names).toEqual(expect.arrayContaining(['commander', 'ws', 'cbor-x', 'hyparquet']));
    const silent = texts.filter(
      (text) => !/permission|redistribut|licen[cs]e,? version/i.test(text),
    );
    expect(silent).toEqual([]);
  });

  test('names the repository that it was made from, as its provenance does', () => {
    const manifest = readFileSync(join(elsewhere, 'node_modules/outlap/package.json'), 'utf8');
    expect(JSON.parse(manifest)).toMatchObject({
      repository: { type: 'git', url: 'git+https://github.com/o/n.git' },
    });
  });

  test('is the same, byte for byte, when a release is repeated', { timeout: 60_000 }, () => {
    const again = mkdtempSync(join(out, 'again-'));
    expect(releaseTo(again, 'npm').status).toBe(0);
    const tarball = (folder: string) => readFileSync(join(folder, `outlap-${version}.tgz`));
    expect(tarball(again).equals(tarball(out))).toBe(true);
  });

  test('has checksums as sha256sum checks them', () => {
    expect(release('checksums').status).toBe(0);
    const sums = readFileSync(join(out, 'SHA256SUMS'), 'utf8');
    expect(sums).toMatch(new RegExp(`^[0-9a-f]{64}  outlap-${version}\\.tgz\n$`));
    if (windows) return;
    const check = () => run('sha256sum', ['--check', '--strict', 'SHA256SUMS'], out).status;
    expect(check()).toBe(0);
    writeFileSync(join(out, `outlap-${version}.tgz`), 'other', { flag: 'a' });
    expect(check()).toBe(1);
  });
});

test('the bill of materials names all that is deployed, with licence and digest, and no tool', () => {
  const folder = mkdtempSync(join(out, 'sbom-'));
  const script = join(root, 'scripts/release-recorder.mjs');
  const write = () => {
    expect(run(process.execPath, [script, 'sbom', folder], root).status).toBe(0);
    return readFileSync(join(folder, 'outlap.cdx.json'), 'utf8');
  };
  const text = write();
  expect(write()).toBe(text);
  const { components } = JSON.parse(text) as {
    components: { name: string; purl: string; hashes?: { alg: string; content: string }[] }[];
  };
  const names = components.map(({ name }) => name);
  const deployed = ['fastify', 'better-auth', 'commander', 'hyparquet', 'koffi', '@fastify/static'];
  expect(names).toEqual(expect.arrayContaining(deployed));
  expect(names.filter((name) => ['vitest', 'eslint', 'knip', 'esbuild'].includes(name))).toEqual(
    [],
  );
  const wrong = components.filter(
    ({ purl, hashes }) =>
      !/^pkg:npm\/(%40[\w.-]+\/)?[\w.-]+@\d/.test(purl) ||
      !/^[0-9a-f]{128}$/.test(hashes?.find(({ alg }) => alg === 'SHA-512')?.content ?? ''),
  );
  expect(wrong).toEqual([]);
  expect(new Set(components.map(({ purl }) => purl)).size).toBe(components.length);
});

test('a release that nobody knows is refused', () => {
  const { status, stderr } = release('floppy');
  expect(status).toBe(2);
  expect(stderr).toContain('npm, executable, sbom, checksums');
});

test('every package of the project has the one version', () => {
  const { stdout } = spawnSync('git', ['ls-files', '*package.json'], {
    cwd: root,
    encoding: 'utf8',
  });
  const files = stdout.trim().split('\n');
  expect(files.length).toBeGreaterThan(8);
  expect(files.filter((file) => readJson(file).version !== version)).toEqual([]);
});

test('a tag that is not the version, or that the changelog does not know, is no release', () => {
  const folder = mkdtempSync(join(out, 'version-'));
  const script = join(folder, 'scripts/release/version.mjs');
  mkdirSync(dirname(script), { recursive: true });
  for (const file of ['scripts/release/version.mjs', 'scripts/installed.mjs'])
    writeFileSync(join(folder, file), readFileSync(join(root, file)));
  writeFileSync(join(folder, 'package.json'), '{"version":"1.2.3"}');
  const say = (tag: string, ...more: string[]) =>
    run(process.execPath, [script, tag, ...more], folder);
  writeFileSync(join(folder, 'CHANGELOG.md'), '# Changelog\n\n## Unreleased\n\n- Nothing.\n');
  expect(say('v1.2.3')).toMatchObject({ status: 1, stdout: '' });
  writeFileSync(join(folder, 'CHANGELOG.md'), '# Changelog\n\n## 1.2.3\n\n- A lap.\n\n## 1.2.2\n');
  expect(say('v1.2.4').stderr).toContain('v1.2.4 is not v1.2.3');
  expect(say('v1.2.3').stdout).toBe('version=1.2.3\n');
  expect(say('v1.2.3', '--notes').stdout).toBe('- A lap.\n');
});
