import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { parseSettings } from '../src/settings.ts';
import { type Answer, fakePrograms } from '../test/fake-programs.ts';
import { DeployError, EXIT_CODES } from './deploy-error.ts';
import { deploy } from './deploy.ts';
import { dryHost, realHost } from './host.ts';
import { type Options, parseOptions, USAGE } from './options.ts';
import { readPlan } from './plan.ts';

const base = mkdtempSync(join(tmpdir(), 'outlap-deploy-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(base, 'one-'));
  mkdirSync(join(folder, 'infra', 'aws'), { recursive: true });
});

const FULL = ['--shape', 'full', '--domain', 'laps.example.org', '--mail', 'you@example.org'];
const SITE = ['--shape', 'serverless', ...FULL.slice(2)];
const REGION = ['--region', 'eu-central-1'];
const DIGEST = `sha256:${'ab'.repeat(32)}`;
const BEFORE = `sha256:${'cd'.repeat(32)}`;

/** The first three words of each command. */
const verbsOf = (lines: readonly string[]) =>
  lines.map((line) =>
    line
      .replaceAll(/\(cd infra\/aws && (npx )?|'|\)$/g, '')
      .trim()
      .split(' ')
      .slice(0, 3)
      .join(' '),
  );
const optionsOf = (args: readonly string[]): Options => parseOptions(args) as Options;
const planOf = (...args: readonly string[]) => readPlan(optionsOf(args), folder, {});
async function failureOf(act: () => unknown): Promise<string[]> {
  try {
    await act();
    return [];
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    expect(error.remedy).not.toBe('');
    return [error.code, `${error.exitCode}`, error.message];
  }
}

describe('what is asked for is refused before anything is done:', () => {
  test.each([
    ['an option there is not', ['--colour', 'blue'], 'option_unknown', 'colour'],
    ['something that is no option', ['production'], 'option_unknown', 'production'],
    ['a path as environment', ['--environment', '../x'], 'option_wrong', '--environment'],
    ['an image by its tag', ['--image', 'outlap:latest'], 'option_wrong', 'not a tag'],
    ['no shape and no file', [], 'option_missing', '--shape, --domain, --mail, --region'],
    ['a region that is none', [...SITE, '--region', 'Frankfurt'], 'settings_wrong', 'region:'],
    [
      'a shape that is none',
      ['--shape', 'tiny', ...SITE.slice(2), ...REGION],
      'settings_wrong',
      'shape:',
    ],
    ['a size that is none', [...FULL, ...REGION, '--size', 'huge'], 'settings_wrong', 'size:'],
  ])('%s', async (_, args, code, words) => {
    const [is, exit, message] = await failureOf(() => planOf(...args));
    expect([is, exit]).toEqual([code, '2']);
    expect(message).toContain(words);
  });

  test('what the file of the environment says otherwise, or says wrong', async () => {
    const file = join(folder, 'production.json');
    writeFileSync(file, JSON.stringify({ ...planOf(...SITE, ...REGION).settings }));
    expect(planOf().settings).toMatchObject({ domain: 'laps.example.org' });
    expect(planOf(...SITE).region).toBe('eu-central-1');
    const other = await failureOf(() => planOf('--domain', 'www.example.org'));
    expect(other[0]).toBe('settings_differ');
    writeFileSync(file, '{"shape":');
    expect(await failureOf(() => planOf())).toContain('settings_wrong');
  });
});

test('the region may come from the environment, as the command line of AWS has it', () => {
  const { region } = readPlan(optionsOf(SITE), folder, { AWS_REGION: 'us-west-2' });
  expect(region).toBe('us-west-2');
});

describe('a dry run prints every command in its order, and does nothing:', () => {
  test.each([
    ['full', [...FULL, ...REGION]],
    ['serverless', [...SITE, ...REGION]],
    ['full-copied', [...FULL, ...REGION, '--image', `ghcr.io/example/outlap@${DIGEST}`, '--yes']],
  ])('%s', async (name, args) => {
    const lines: string[] = [];
    const host = dryHost((line) => lines.push(line));
    const plan = {
      ...planOf(...args, '--dry-run'),
      file: '/infra/aws/environments/production.json',
    };
    await deploy(plan, host, name === 'full-copied');
    const said = lines.join('\n').replace(/# writes .*(?=infra)/, '# writes ');
    await expect(said).toMatchFileSnapshot(`golden/${name}.txt`);
    expect(existsSync(plan.file)).toBe(false);
  });
});

describe('the command', () => {
  const BIN = join(import.meta.dirname, '../bin/deploy.ts');
  const command = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    spawnSync(process.execPath, [BIN, ...args], { encoding: 'utf8', env, input: '' });
  const asked = [...SITE, ...REGION, '--environment', 'of-a-test'];

  test('shows its options, and a dry run needs neither programs nor an account', () => {
    expect(command(['--help'])).toMatchObject({ status: 0, stdout: `${USAGE}\n` });
    const { status, stdout, stderr } = command([...asked, '--dry-run']);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('export AWS_REGION=eu-central-1 AWS_DEFAULT_REGION=eu-central-1');
    expect(stdout.trimEnd().endsWith('https://laps.example.org is deployed.')).toBe(true);
  });

  test('ends with the code of its failure, and says what to do', () => {
    const alone = command(asked);
    expect(alone.status).toBe(2);
    expect(alone.stderr.trim()).toBe(
      'There is nobody to ask whether to deploy [nobody_to_ask]\nLook at the dry run, then say --yes.',
    );
    const empty = command([...asked, '--yes'], { OUTLAP_TOKEN: '' });
    expect([empty.status, empty.stderr]).toEqual([2, expect.stringContaining('[key_empty]')]);
    const bare = command([...asked, '--yes'], { PATH: folder });
    expect([bare.status, bare.stderr]).toEqual([3, expect.stringContaining('[program_missing]')]);
  });

  test('has its failures in the guide, all of them, and what each ends with', () => {
    const guide = readFileSync(join(import.meta.dirname, '../../../docs/operate/aws.md'), 'utf8');
    const rows = [...guide.matchAll(/^\| `([a-z_]+)` +\| (\d) +\|/gm)];
    expect(Object.fromEntries(rows.map(([, code, exit]) => [code, Number(exit)]))).toEqual(
      EXIT_CODES,
    );
  });
});

describe.skipIf(process.platform === 'win32')('a deployment', () => {
  const FIRST: readonly Answer[] = [
    { part: 'get-caller-identity', says: '123456789012' },
    {
      part: 'list-hosted-zones',
      says: '/hostedzone/ZINTERN00\texample.org.\tTrue\n/hostedzone/ZPUBLIC00\texample.org.\tFalse\n/hostedzone/ZOTHER000\tple.org.\tFalse',
    },
    { part: 'get-hosted-zone', says: 'example.org.' },
    { part: 'describe-managed-prefix-lists', says: 'pl-0123abcd' },
    { part: 'ssm get-parameter', complains: 'ParameterNotFound', code: 255 },
    { part: 'rev-parse', says: 'c0ffee' },
    { part: 'get-login-password', says: 'secret-of-ecr' },
    {
      part: 'docker buildx build',
      writes: ['out/aws/image.json', JSON.stringify({ 'containerimage.digest': DIGEST })],
    },
    {
      part: 'RepositoryUri',
      says: '123456789012.dkr.ecr.eu-central-1.amazonaws.com/outlap/server',
    },
    { part: 'describe-images', complains: 'ImageNotFoundException: none', code: 254 },
    { part: 'get-template', complains: 'Stack Outlap-Service does not exist', code: 254 },
    { part: 'SiteBucket', says: 'the-bucket' },
    { part: 'DistributionId', says: 'E123' },
    { part: 'MigrationLogs', says: 'the-log' },
  ];
  /** What AWS says once it is deployed. */
  const LATER: readonly Answer[] = [
    { part: 'ssm get-parameter', says: '30' },
    { part: 'describe-images', says: DIGEST },
    { part: 'get-template', says: JSON.stringify({ Image: { 'Fn::Join': ['', ['@', BEFORE]] } }) },
    ...FIRST,
  ];
  const said: string[] = [];
  const on = (programs: ReturnType<typeof fakePrograms>, isYes = true) => ({
    ...realHost({ PATH: programs.path }, (line: string) => said.push(line), folder),
    confirm: () => Promise.resolve(isYes),
  });
  const go = (programs: ReturnType<typeof fakePrograms>, ...args: readonly string[]) =>
    deploy(planOf(...args, '--yes'), on(programs), false);

  test('of the first time runs what the dry run prints, and prepares CDK', async () => {
    const printed: string[] = [];
    await deploy(
      planOf(...FULL, ...REGION),
      dryHost((line) => printed.push(line)),
      false,
    );
    const programs = fakePrograms(folder);
    programs.answer(FIRST);
    expect(await go(programs, ...FULL, ...REGION)).toBe('https://laps.example.org');
    const ran = programs.taken();
    expect(ran.filter((line) => line.startsWith('cdk bootstrap'))).toEqual([
      'cdk bootstrap --app  aws://123456789012/eu-central-1',
      'cdk bootstrap --app  aws://123456789012/us-east-1',
    ]);
    expect(ran).toContain(
      'skopeo login --username AWS --password-stdin 123456789012.dkr.ecr.eu-central-1.amazonaws.com <<< secret-of-ecr',
    );
    const wanted = printed
      .filter((line) => /^ {2}\w|^ {2}\(/.test(line) && !line.includes('nothing yet'))
      .flatMap((line) => line.split(' | '));
    expect(verbsOf(ran.filter((line) => !line.startsWith('cdk bootstrap')))).toEqual(
      verbsOf(wanted),
    );
    const kept = JSON.parse(readFileSync(join(folder, 'production.json'), 'utf8')) as object;
    expect(parseSettings({ ...kept, image: DIGEST })).toMatchObject({
      hostedZone: { id: 'ZPUBLIC00', name: 'example.org' },
      cloudFrontPrefixList: 'pl-0123abcd',
      owner: 'you@example.org',
    });
  });

  test('goes on where it ended: neither prepared nor copied again', async () => {
    const programs = fakePrograms(folder);
    programs.answer([{ part: 'cdk deploy --all', complains: 'CREATE_FAILED', code: 1 }, ...FIRST]);
    const failed = await failureOf(() => go(programs, ...FULL, ...REGION));
    expect(failed.slice(0, 2)).toEqual(['deployment_failed', '1']);
    expect(failed[2]).toContain('npx cdk deploy --all');
    programs.taken();
    programs.answer(LATER);
    await go(programs);
    const ran = programs.taken().join('\n');
    expect(ran).not.toMatch(/cdk bootstrap|skopeo copy|list-hosted-zones/);
    expect(ran).toContain('cdk deploy --all');
  });

  test('that does not pass its trial goes back to what ran before, and says so', async () => {
    const programs = fakePrograms(folder);
    programs.answer([{ part: 'smoke.mjs', code: 1 }, ...LATER]);
    const failed = await failureOf(() => go(programs, ...FULL, ...REGION));
    expect(failed.slice(0, 2)).toEqual(['smoke_failed', '1']);
    expect(programs.taken().at(-1)).toBe(
      `cdk deploy --exclusively --require-approval never --output cdk.out -c environment=production -c image=${BEFORE} Outlap-Service`,
    );
  });

  test('ends before its stacks where the balancer would move people, or nobody agrees', async () => {
    const programs = fakePrograms(folder);
    programs.answer([{ part: 'guard-listener', code: 3 }, ...LATER]);
    expect(await failureOf(() => go(programs, ...FULL, ...REGION))).toContain(
      'listener_would_move',
    );
    programs.answer(LATER);
    const refused = () => deploy(planOf(), on(programs, false), false);
    expect(await failureOf(refused)).toContain('not_agreed');
    expect(programs.taken().join('\n')).not.toMatch(/cdk deploy --all/);
  });

  test('uploads the page of the serverless shape, and tries it with the key there is', async () => {
    const programs = fakePrograms(folder);
    programs.answer(FIRST);
    await deploy(planOf(...SITE, ...REGION, '--yes'), on(programs), true);
    const ran = programs.taken();
    expect(ran.filter((line) => line.startsWith('aws s3'))).toHaveLength(2);
    expect(ran.at(-1)).toBe(
      'node scripts/smoke.mjs https://laps.example.org --shape serverless --wait 600',
    );
    expect(ran.join('\n')).not.toMatch(/docker|skopeo|curl/);
  });

  test('builds by buildah where there is no Docker', async () => {
    const programs = fakePrograms(folder, ['docker']);
    const digest = { part: 'buildah push', writes: ['out/aws/image.digest', DIGEST] } as const;
    programs.answer([digest, ...FIRST]);
    await go(programs, ...FULL, ...REGION);
    expect(programs.taken().join('\n')).toContain(`-c image=${DIGEST}`);
  });

  const said401 = 'Unable to locate credentials';
  test.each<[string, readonly string[], Answer, string]>([
    [
      'nobody is signed in',
      [],
      { part: 'get-caller', complains: said401, code: 255 },
      'not_signed_in',
    ],
    [
      'there is no zone',
      [],
      { part: 'list-hosted', says: '/hostedzone/Z1\tother.org.\tFalse' },
      'zone_missing',
    ],
    ['the region lacks a list', [], { part: 'prefix-lists', says: '' }, 'prefix_list_missing'],
    [
      'CDK may not be looked for',
      [],
      { part: 'ssm', complains: 'AccessDenied', code: 254 },
      'not_bootstrapped',
    ],
    ['the image cannot be built', [], { part: 'buildx build', code: 1 }, 'image_failed'],
    ['a named image is nowhere', ['--image', DIGEST], { part: 'nothing' }, 'image_missing'],
    ['the authorities do not come', [], { part: 'curl --fail', code: 22 }, 'authorities_failed'],
    ['the templates have a fault', [], { part: 'cdk synth', code: 1 }, 'synthesis_failed'],
    ['stacks cannot be compared', [], { part: 'cdk diff', code: 1 }, 'comparison_failed'],
    ['the registry does not come', [], { part: '-Registry', code: 1 }, 'registry_failed'],
  ])('says what to do when %s', async (_, args, answer, code) => {
    const programs = fakePrograms(folder);
    programs.answer([answer, ...FIRST]);
    const [is, , message] = await failureOf(() => go(programs, ...FULL, ...REGION, ...args));
    expect(is).toBe(code);
    expect(message).toContain(answer.complains ?? '');
    expect(programs.taken().join('\n')).not.toContain('cdk deploy --all');
  });

  test('says which program is missing, and of which account the credentials are', async () => {
    const few = fakePrograms(folder, ['skopeo']);
    few.answer(FIRST);
    const missing = await failureOf(() => go(few, ...FULL, ...REGION));
    expect(missing).toEqual(['program_missing', '3', 'skopeo is not installed']);
    const programs = fakePrograms(folder);
    const { settings } = planOf(...SITE, ...REGION);
    writeFileSync(
      join(folder, 'staging.json'),
      JSON.stringify({ ...settings, account: '210987654321' }),
    );
    expect(await failureOf(() => go(programs, '--environment', 'staging'))).toEqual([
      'account_wrong',
      '3',
      'The credentials are of account 123456789012, the settings of 210987654321',
    ]);
  });
});
