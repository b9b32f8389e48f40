import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IDENTITY_FUNCTIONS } from '../src/rights.ts';
import type { Asked } from '../test/aws-peer.ts';
import { type Answer, fakePrograms } from '../test/fake-programs.ts';
import { deploy } from './deploy.ts';
import { parseOptions } from './options.ts';
import { readPlan } from './plan.ts';
import { realHost, regionVariables, ROOM } from './host.ts';

const DIGEST = `sha256:${'ab'.repeat(32)}`;
const version = spawnSync('aws', ['--version'], { encoding: 'utf8' });
const isThere = version.status === 0;
if (!isThere)
  console.warn('SKIPPED: the commands to AWS through its own command line, which is not installed');

type Peer = {
  readonly address: string;
  readonly kill: () => void;
  /** What was asked since the last time. */
  readonly taken: () => Asked[];
};

async function startPeer(log: string, ...mode: readonly string[]): Promise<Peer> {
  const args = [join(import.meta.dirname, '../test/aws-peer.ts'), log, ...mode];
  const started = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = (await once(started.stdout, 'data')) as [Buffer];
  return {
    address: `http://127.0.0.1:${String(port).trim()}`,
    kill: () => started.kill(),
    taken: () => {
      const lines = existsSync(log) ? readFileSync(log, 'utf8').split('\n').filter(Boolean) : [];
      writeFileSync(log, '');
      return lines.map((line) => JSON.parse(line) as Asked);
    },
  };
}

describe.skipIf(!isThere)('the real command line of AWS', { timeout: 180_000 }, () => {
  let folder: string;
  let peer: Peer;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'outlap-aws-'));
    mkdirSync(join(folder, 'infra', 'aws'), { recursive: true });
    const built = join(folder, 'apps/web/build/_app/immutable');
    mkdirSync(built, { recursive: true });
    writeFileSync(join(built, 'page.abc.js'), '// page');
    writeFileSync(join(folder, 'apps/web/build/index.html'), '<!doctype html>');
    peer = await startPeer(join(folder, 'asked'));
  });
  afterAll(() => {
    peer.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  /** All other programs are stand-ins; asks the peer, which answers in the protocols of AWS. */
  async function run(...args: readonly string[]) {
    const programs = fakePrograms(folder, ['aws', 'mkdir', 'rm']);
    programs.answer([]);
    const options = parseOptions([
      ...args,
      '--region',
      'eu-central-1',
      '--domain',
      'laps.example.org',
      '--mail',
      'you@example.org',
      '--yes',
    ])!;
    const plan = readPlan(options, folder, {});
    const said: string[] = [];
    const host = realHost(
      {
        ...process.env,
        PATH: `${programs.path}${delimiter}${process.env['PATH'] ?? ''}`,
        ...regionVariables(plan.region),
        AWS_ENDPOINT_URL: peer.address,
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
        AWS_CONFIG_FILE: join(folder, 'none'),
        AWS_MAX_ATTEMPTS: '1',
      },
      (line: string) => said.push(line),
      folder,
    );
    peer.taken();
    await deploy(plan, host, false);
    return { said: said.join('\n'), ran: programs.taken(), asked: peer.taken() };
  }

  test('asks for what the full shape needs, and is understood', async () => {
    const image = `ghcr.io/example/outlap@${DIGEST}`;
    const { said, ran, asked } = await run('--shape', 'full', '--image', image);
    expect(asked.map(({ what }) => what.replace(/^Amazon.*\./, ''))).toEqual([
      'GetCallerIdentity',
      'GET /2013-04-01/hostedzone',
      'DescribeManagedPrefixLists',
      'GetParameter',
      'GetParameter',
      'DescribeStacks',
      'DescribeImages',
      'GetAuthorizationToken',
      'GetTemplate',
      'DescribeStacks',
    ]);
    expect(JSON.parse(readFileSync(join(folder, 'production.json'), 'utf8'))).toMatchObject({
      hostedZone: { id: 'ZPUBLIC00', name: 'example.org' },
      cloudFrontPrefixList: 'pl-0123abcd',
    });
    const registry = '123456789012.dkr.ecr.eu-central-1.amazonaws.com';
    expect(ran).toContain(
      `skopeo login --username AWS --password-stdin ${registry} <<< token-of-ecr`,
    );
    expect(ran).toContain(
      `skopeo copy --all --preserve-digests docker://${image} docker://${registry}/outlap/server:${'ab'.repeat(32)}`,
    );
    expect(ran).toContain('cdk bootstrap --app  aws://123456789012/us-east-1');
    expect(said).toContain('nothing yet');
    expect(said).toContain('--log-group-name logs');
  });

  test('uploads the page, each file as long to be kept as it should be, and lets CloudFront forget', async () => {
    const { asked } = await run('--shape', 'serverless', '--environment', 'site');
    const put = asked
      .filter(({ what }) => what.startsWith('PUT '))
      .map(({ what, headers }) => `${what} ${headers['cache-control']} ${headers['content-type']}`);
    expect(put).toEqual([
      expect.stringMatching(
        /page\.abc\.js public, max-age=31536000, immutable .*javascript/,
      ) as string,
      'PUT /the-site/index.html public, max-age=0, must-revalidate text/html',
    ]);
    const { what, body } = asked.at(-1)!;
    expect(what).toMatch(/invalidation$/);
    expect(body).toContain('<Path>/*</Path>');
  });
});

const isAsked = isThere && process.env['DEPLOY_BY_CDK'] === '1';
if (!isAsked) console.warn('SKIPPED: deployments by CDK itself, two minutes (DEPLOY_BY_CDK=1)');

describe.skipIf(!isAsked)('CDK itself, with the command line of AWS', { timeout: 300_000 }, () => {
  let folder: string;
  let peer: Peer;
  let programs: ReturnType<typeof fakePrograms>;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'outlap-cdk-'));
    const built = join(folder, 'built');
    for (const name of IDENTITY_FUNCTIONS) {
      mkdirSync(join(built, name), { recursive: true });
      writeFileSync(join(built, name, 'index.mjs'), '// built\n');
    }
    const authorities = join(folder, 'authorities.pem');
    writeFileSync(authorities, '-----BEGIN CERTIFICATE-----\n');
    // CDK reads it beside that of the app.
    const context = { bundles: built, web: built, authorities };
    writeFileSync(join(folder, '.cdk.json'), JSON.stringify({ context }));
    peer = await startPeer(join(folder, 'asked'), 'keeps-stacks');
    programs = fakePrograms(folder, ['aws', 'cdk', 'mkdir', 'rm'], true);
  });
  afterAll(() => {
    peer.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The stacks that were made or changed by one deployment of an environment, in their order. */
  async function deployed(answers: readonly Answer[], ...args: readonly string[]) {
    const tried = { part: 'scripts/smoke.mjs' };
    programs.answer([...answers, tried, { part: 'bundle.ts' }]);
    const plan = readPlan(parseOptions([...args, '--yes'])!, join(ROOM, 'environments'), {});
    const paths = [programs.path, join(ROOM, 'node_modules', '.bin'), process.env['PATH'] ?? ''];
    const env = {
      ...process.env,
      ...regionVariables(plan.region),
      PATH: paths.join(delimiter),
      HOME: folder,
      AWS_ENDPOINT_URL: peer.address,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_EC2_METADATA_DISABLED: 'true',
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      CDK_VALIDATION: 'false',
    };
    const said: string[] = [];
    peer.taken();
    const ended = await deploy(
      plan,
      realHost(env, (line: string) => said.push(line)),
      false,
    ).catch((error: unknown) => error);
    const stacks = peer
      .taken()
      .filter(({ what }) => what === 'ExecuteChangeSet')
      .map(({ body }) => new URLSearchParams(body).get('StackName') ?? '')
      .map((name) => name.replace(/^arn:.*:stack\/([^/]+)\/.*/, '$1'));
    return { ended, said: said.join('\n'), stacks };
  }

  test('prepares two regions, makes all stacks of the page, and nothing the second time', async () => {
    const { ended, stacks } = await deployed([], '--environment', 'serverless-example');
    expect(ended).toBe('https://outlap.example.org');
    const parts = ['Dns', 'Data', 'Auth', 'Frontend', 'Watch', 'Delivery'];
    const wanted = ['CDKToolkit', 'CDKToolkit', ...parts.map((part) => `OutlapSite-${part}`)];
    expect([...stacks].sort()).toEqual(wanted.sort());
    const at = (part: string) => stacks.indexOf(`OutlapSite-${part}`);
    expect(at('Dns')).toBeLessThan(at('Frontend'));
    expect(at('Data')).toBeLessThan(at('Auth'));
    const again = await deployed([], '--environment', 'serverless-example');
    expect(again).toMatchObject({ ended: 'https://outlap.example.org', stacks: [] });
  });

  test('makes the registry before the servers; a new image alters one stack, and goes back where it fails', async () => {
    const image = (digit: string) => `ghcr.io/example/outlap@sha256:${digit.repeat(64)}`;
    const first = await deployed([], '--environment', 'example', '--image', image('a'));
    expect(first.ended).toBe('https://outlap.example.org');
    expect(first.said).toContain('nothing yet');
    const at = (part: string) => first.stacks.indexOf(`Outlap-${part}`);
    for (const part of ['Registry', 'Data', 'Secrets', 'Balancer', 'Async'])
      expect([part, at(part) >= 0 && at(part) < at('Service')]).toEqual([part, true]);

    const failing = { part: 'scripts/smoke.mjs', code: 1 };
    const next = await deployed([failing], '--environment', 'example', '--image', image('b'));
    expect(next.ended).toMatchObject({ code: 'smoke_failed' });
    expect(next.said).toContain(`back to sha256:${'a'.repeat(64)}`);
    // There, and back.
    expect(next.stacks).toEqual(['Outlap-Service', 'Outlap-Service']);
    const same = await deployed([], '--environment', 'example', '--image', image('a'));
    expect(same.stacks).toEqual([]);
  });
});
