import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { IDENTITY_FUNCTIONS } from '../src/rights.ts';

const room = join(import.meta.dirname, '..');
const root = join(room, '..', '..');
const SLOW = 300_000;

/** Root of Linux takes the network away; elsewhere nothing listens where AWS would be asked. */
const alone = process.platform === 'linux' && process.getuid?.() === 0 ? ['unshare', '-n'] : [];

function cdk(...args: readonly string[]) {
  const command = [...alone, process.execPath, 'node_modules/aws-cdk/bin/cdk', ...args];
  return spawnSync(command[0]!, command.slice(1), {
    cwd: room,
    encoding: 'utf8',
    env: {
      PATH: `${join(process.execPath, '..')}:${process.env['PATH']}`,
      HOME: mkdtempSync(join(tmpdir(), 'outlap-home-')),
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
  });
}

function folderOfBundles(): string {
  const folder = mkdtempSync(join(tmpdir(), 'outlap-bundles-'));
  for (const name of IDENTITY_FUNCTIONS) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'index.mjs'), '// built\n');
  }
  writeFileSync(join(folder, 'authorities.pem'), '-----BEGIN CERTIFICATE-----\n');
  return folder;
}

test(
  'the command line synthesises both shapes: no network, no account, no Docker, no warning',
  () => {
    const built = folderOfBundles();
    for (const [environment, count] of [
      ['example', 15],
      ['serverless-example', 6],
    ] as const) {
      const output = mkdtempSync(join(tmpdir(), 'outlap-cdk-'));
      const context = ['-c', `environment=${environment}`, '-c', `bundles=${built}`];
      context.push('-c', `authorities=${join(built, 'authorities.pem')}`);
      const { status, stderr, stdout } = cdk(
        ...['synth', '--strict', '--quiet', '--output', output, ...context, '-c', `web=${built}`],
      );
      expect({ environment, status, said: stderr + stdout }).toMatchObject({ status: 0 });
      const templates = readdirSync(output).filter((name) => name.endsWith('.template.json'));
      expect(templates).toHaveLength(count);
    }
  },
  SLOW,
);

test(
  'what is missing or wrong is told before anything is synthesised',
  () => {
    const missing = cdk('synth', '-q', '-c', 'environment=serverless-example', '-c', 'bundles=no');
    expect(missing.status).not.toBe(0);
    expect(missing.stderr).toContain('is not there: run node apps/server/src/lambda/bundle.ts');
    const strange = cdk('synth', '-q', '-c', 'authorities=package.json');
    expect(strange.status).not.toBe(0);
    expect(strange.stderr).toContain('package.json holds no certificate: run curl');
    const wrong = cdk('synth', '-q', '-c', 'image=latest');
    expect(wrong.status).not.toBe(0);
    expect(wrong.stderr).toContain('image: must be a digest');
  },
  SLOW,
);

test('every function that is deployed is one that the server’s room bundles', () => {
  for (const name of IDENTITY_FUNCTIONS)
    expect(existsSync(join(root, 'apps/server/src/lambda', `${name}.ts`))).toBe(true);
});
