import { GLOBAL_REGION } from '../src/stack.ts';
import { type DeployCode, DeployError } from './deploy-error.ts';
import { type Command, CommandFailed, type Host, toShell } from './host.ts';
import { ASKED, type Plan } from './plan.ts';

const BOOTSTRAP = '/cdk-bootstrap/hnb659fds/version';
const PREFIX_LIST = 'com.amazonaws.global.cloudfront.origin-facing';
const ACCOUNT = 'ACCOUNT';

export type Builder = 'docker' | 'buildah';
type Zone = { readonly id: string; readonly name: string };

export function aws(...args: readonly string[]): Command {
  return { program: 'aws', args };
}

const INSTALL = {
  aws: 'Install the AWS command line: https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html',
  curl: 'Install curl.',
  skopeo: 'Install skopeo (Debian, Ubuntu: apt-get install skopeo; macOS: brew install skopeo).',
  builder:
    'Install Docker with buildx, or buildah; or name an image that was built elsewhere: --image NAME@sha256:…',
} as const;

/** The programs that this deployment needs; answers what builds the image, where one is built. */
export function checkPrograms(host: Host, { shape, image }: Plan): Builder | undefined {
  ask(host, aws('--version'), INSTALL.aws);
  if (shape === 'serverless') return undefined;
  ask(host, { program: 'curl', args: ['--version'] }, INSTALL.curl);
  if (image.kind !== 'there') ask(host, { program: 'skopeo', args: ['--version'] }, INSTALL.skopeo);
  return image.kind === 'built' ? findBuilder(host) : undefined;
}

function findBuilder(host: Host): Builder {
  const docker = { program: 'docker', args: ['buildx', 'version'] };
  try {
    host.read(docker, '');
    return 'docker';
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    ask(host, { program: 'buildah', args: ['--version'] }, INSTALL.builder);
    return 'buildah';
  }
}

function ask(host: Host, command: Command, remedy: string): void {
  try {
    host.read(command, '');
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw new DeployError('program_missing', error.message, remedy);
  }
}

/** The account that the credentials are of. */
export function findAccount(host: Host, { settings }: Plan): string {
  const identity = ['get-caller-identity', '--query', 'Account', '--output', 'text'];
  const wanted = settings['account'] as string | undefined;
  const account = host.read(aws('sts', ...identity), wanted ?? ACCOUNT);
  if (wanted !== undefined && account !== wanted)
    throw new DeployError(
      'account_wrong',
      `The credentials are of account ${account}, the settings of ${wanted}`,
      'Sign in to that account (AWS_PROFILE), or change the settings.',
    );
  return account;
}

/** What the settings say of the hosted zone must be so; where they say nothing it is looked for. */
export function findZone(host: Host, { settings }: Plan): Zone {
  const domain = String(settings['domain']);
  const given = settings['hostedZone'] as Zone | undefined;
  if (given) {
    const query = ['--query', 'HostedZone.Name', '--output', 'text'];
    const asked = aws('route53', 'get-hosted-zone', '--id', given.id, ...query);
    const name = host.read(asked, `${given.name}.`);
    if (name === `${given.name}.`) return given;
    throw zoneMissing(`The hosted zone ${given.id} is ${name} and not ${given.name}.`);
  }
  const query = ['--query', 'HostedZones[].[Id,Name,Config.PrivateZone]', '--output', 'text'];
  const listed = host.read(
    aws('route53', 'list-hosted-zones', ...query),
    `/hostedzone/${ASKED.zone}\t${domain}.\tFalse`,
  );
  const zones = listed
    .split('\n')
    .map((line) => line.split('\t'))
    .filter(
      ([, name = '', isPrivate]) => isPrivate === 'False' && `.${domain}.`.endsWith(`.${name}`),
    )
    .map(([id = '', name = '']) => ({ id: id.replace(/.*\//, ''), name: name.slice(0, -1) }))
    .sort((a, b) => b.name.length - a.name.length);
  const [zone] = zones;
  if (!zone) throw zoneMissing(`No public hosted zone of this account has ${domain} in it.`);
  return zone;
}

function zoneMissing(message: string): DeployError {
  return new DeployError(
    'zone_missing',
    message,
    'Make a hosted zone in Route 53 and let the domain’s registrar name its servers, then run this again.',
  );
}

/** By what the balancer knows that CloudFront asks (`full`). */
export function findPrefixList(host: Host, { settings }: Plan): string {
  if (typeof settings['cloudFrontPrefixList'] === 'string') return settings['cloudFrontPrefixList'];
  const id = host.read(
    aws(
      ...['ec2', 'describe-managed-prefix-lists', '--filters'],
      `Name=prefix-list-name,Values=${PREFIX_LIST}`,
      ...['--query', 'PrefixLists[].PrefixListId', '--output', 'text'],
    ),
    ASKED.prefixList,
  );
  if (/^pl-/.test(id)) return id;
  throw new DeployError(
    'prefix_list_missing',
    `This region has no ${PREFIX_LIST}`,
    'Take a region that CloudFront can reach a balancer in.',
  );
}

/** CDK keeps files and roles in each region; where it does not yet, it is asked to. */
export async function bootstrap(host: Host, plan: Plan, account: string): Promise<void> {
  for (const region of new Set([plan.region, GLOBAL_REGION])) {
    const value = ['--region', region, '--query', 'Parameter.Value', '--output', 'text'];
    const asked = aws('ssm', 'get-parameter', '--name', BOOTSTRAP, ...value);
    // Without the app, which would be synthesised first, from what is not built yet.
    const args = ['bootstrap', '--app', '', `aws://${account}/${region}`];
    const command = { program: 'cdk', args, inRoom: true };
    if (plan.isDry) host.say(`  # where there is none: ${toShell(command)}`);
    if (host.find(asked, /ParameterNotFound/, '30') !== undefined) continue;
    if (!plan.isAgreed)
      await agree(host, `CDK is new to ${region}. Prepare it?`, 'not_bootstrapped');
    host.run(command);
  }
}

/** Throws where the answer is no. */
export async function agree(host: Host, question: string, code: DeployCode): Promise<void> {
  if (await host.confirm(question)) return;
  throw new DeployError(code, 'Nothing more was done.', 'Run it again when you want to go on.');
}
