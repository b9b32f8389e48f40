import { parseSettings } from '../src/settings.ts';
import { GLOBAL_REGION } from '../src/stack.ts';
import {
  agree,
  aws,
  bootstrap,
  checkPrograms,
  findAccount,
  findPrefixList,
  findZone,
} from './checks.ts';
import { type Command, type Host } from './host.ts';
import { bringImage, type Image, makeImage } from './image.ts';
import { ASKED, type Plan } from './plan.ts';
import { type Step, stepsOn } from './step.ts';

const AGAIN = 'Then run the same command again: it goes on where it ended.';
/** As long as names and certificates may take to be known everywhere. */
const PATIENCE_SECONDS = 600;
const IMMUTABLE = 'public, max-age=31536000, immutable';
const ASKED_AGAIN = 'public, max-age=0, must-revalidate';

/** One deployment: everything that is known before its first stack is touched. */
type Ready = {
  readonly host: Host;
  readonly step: Step;
  readonly plan: Plan;
  readonly name: string;
  readonly address: string;
  readonly image?: Image;
};

/** Where CDK finds the settings of this installation, and the image. */
function contextOf({ environment }: Plan, digest?: string): string[] {
  const image = digest === undefined ? [] : ['-c', `image=${digest}`];
  return ['-c', `environment=${environment}`, ...image];
}

function cdk(...args: readonly string[]): Command {
  return { program: 'cdk', args, inRoom: true };
}

/** Deploys what the plan says and tries it; answers its address. Every step can be done twice. */
export async function deploy(plan: Plan, host: Host, hasKey: boolean): Promise<string> {
  const step = stepsOn(host);
  const builder = await step(
    'The programs that are needed',
    { code: 'program_missing', remedy: 'Install it.' },
    () => checkPrograms(host, plan),
  );
  const account = await step(
    'Who deploys',
    {
      code: 'not_signed_in',
      remedy: `Sign in: aws login, aws sso login, or aws configure; AWS_PROFILE names one of several. ${AGAIN}`,
    },
    () => findAccount(host, plan),
  );
  const settings = await completed(host, step, plan);
  await step(
    'CDK is prepared in its regions',
    {
      code: 'not_bootstrapped',
      remedy: `Somebody who may do everything in the account has to prepare it once, by the command above or by this whole one. ${AGAIN}`,
    },
    () => bootstrap(host, plan, account),
  );
  const image = plan.shape === 'full' ? await imageOf(host, step, plan, builder) : undefined;
  if (plan.shape === 'serverless') await build(host, step);
  else await fetchAuthorities(host, step, plan);
  const { name, domain } = settings;
  const ready = { host, step, plan, name, address: `https://${domain}`, ...(image && { image }) };
  await synthesise(ready, account);
  await bringUp(ready, hasKey);
  tellEnd(ready);
  return ready.address;
}

/** The settings as a whole; what AWS knows is asked, and kept in the file for the next time. */
async function completed(host: Host, step: Step, plan: Plan) {
  const zone = await step(
    'The hosted zone of the domain',
    { code: 'zone_missing', remedy: `Look at hostedZone in ${plan.file}. ${AGAIN}` },
    () => findZone(host, plan),
  );
  const isFull = plan.shape === 'full';
  const list = isFull
    ? await step(
        'How the balancer knows CloudFront',
        {
          code: 'prefix_list_missing',
          remedy: `ec2:DescribeManagedPrefixLists is needed. ${AGAIN}`,
        },
        () => findPrefixList(host, plan),
      )
    : undefined;
  const whole = {
    ...plan.settings,
    hostedZone: zone,
    ...(list !== undefined && { cloudFrontPrefixList: list }),
  };
  if (!plan.isFileThere) host.writeFile(plan.file, `${JSON.stringify(whole, null, 2)}\n`);
  return parseSettings({ ...(isFull && { image: ASKED.digest }), ...whole });
}

function build(host: Host, step: Step): Promise<void> {
  return step(
    'The page and the functions are built',
    { code: 'build_failed', remedy: `What was said above is the reason. ${AGAIN}` },
    () => {
      host.run({ program: 'npm', args: ['run', 'build'] });
      host.run({ program: 'node', args: ['apps/server/src/lambda/bundle.ts'] });
    },
  );
}

function imageOf(host: Host, step: Step, plan: Plan, builder: ReturnType<typeof checkPrograms>) {
  return step(
    'The image of the server',
    {
      code: 'image_failed',
      remedy:
        'On another processor than arm64: docker run --privileged --rm tonistiigi/binfmt --install arm64. ' +
        `Where Docker has no OCI exporter: docker buildx create --use. ${AGAIN}`,
    },
    () => makeImage(host, plan, builder),
  );
}

/** RDS proves itself by authorities of its own region, which the servers are given. */
function fetchAuthorities(host: Host, step: Step, { region }: Plan): Promise<void> {
  return step(
    'The authorities of RDS, by which servers know their database',
    {
      code: 'authorities_failed',
      remedy: `truststore.pki.rds.amazonaws.com has to be reached over HTTPS. ${AGAIN}`,
    },
    () => {
      const url = `https://truststore.pki.rds.amazonaws.com/${region}/${region}-bundle.pem`;
      const to = ['--create-dirs', '--output', `out/aws/${region}-bundle.pem`];
      host.run({ program: 'curl', args: ['--fail', '--silent', '--show-error', ...to, url] });
    },
  );
}

async function synthesise({ host, step, plan, image }: Ready, account: string): Promise<void> {
  await step(
    'The templates are made and checked',
    { code: 'synthesis_failed', remedy: `What was said above is the reason. ${AGAIN}` },
    () =>
      host.run(cdk('synth', '--quiet', '--output', 'cdk.out', ...contextOf(plan, image?.digest))),
  );
  await step(
    'What would change',
    { code: 'comparison_failed', remedy: `The role needs to read the deployed stacks. ${AGAIN}` },
    () => host.run(cdk('diff', '--app', 'cdk.out', '--method', 'template')),
  );
  if (!plan.isAgreed)
    await agree(host, `Deploy this to account ${account}, ${plan.region}?`, 'not_agreed');
}

async function bringUp(ready: Ready, hasKey: boolean): Promise<void> {
  const { host, step, plan, image } = ready;
  const before = image && (await prepare(ready, image));
  try {
    await step(
      plan.shape === 'full'
        ? 'All stacks; ECS migrates, then moves people to the new version'
        : 'All stacks',
      {
        code: 'deployment_failed',
        remedy:
          'The events of the stack tell why (CloudFormation, and the logs of the tasks). A stack that failed when it was made and is protected ' +
          `is deleted by hand first. ${AGAIN}`,
      },
      () => host.run(cdk('deploy', '--all', ...UNASKED, '--concurrency', '2')),
    );
    if (plan.shape === 'serverless') await upload(ready);
    await smoke(ready, hasKey);
  } catch (error) {
    if (before !== undefined && before !== image?.digest) goBack(ready, before);
    throw error;
  }
}

const UNASKED = ['--app', 'cdk.out', '--require-approval', 'never'] as const;

function outputOf(
  host: Host,
  stack: string,
  output: string,
  region: string,
  standIn = `<${output}>`,
): string {
  const query = `Stacks[0].Outputs[?OutputKey=='${output}'].OutputValue`;
  const asked = ['--stack-name', stack, '--region', region, '--query', query, '--output', 'text'];
  return host.read(aws('cloudformation', 'describe-stacks', ...asked), standIn);
}

/** Before the servers are touched: the image is in the registry, and nobody is moved by accident. Answers what runs now. */
async function prepare({ host, step, plan, name }: Ready, image: Image) {
  await step(
    'The image comes to the registry of the installation, unchanged',
    { code: 'registry_failed', remedy: `What was said above is the reason. ${AGAIN}` },
    () => {
      host.run(cdk('deploy', ...UNASKED, `${name}-Registry`));
      const standIn = `ACCOUNT.dkr.ecr.${plan.region}.amazonaws.com/${name.toLowerCase()}/server`;
      const stack = `${name}-Registry`;
      bringImage(host, image, outputOf(host, stack, 'RepositoryUri', plan.region, standIn));
    },
  );
  const before = await step(
    'What runs now',
    { code: 'deployment_failed', remedy: `cloudformation:GetTemplate is needed. ${AGAIN}` },
    () => {
      const asked = ['--stack-name', `${name}-Service`, '--template-stage', 'Original'];
      const template = aws('cloudformation', 'get-template', ...asked, '--output', 'json');
      return /sha256:[0-9a-f]{64}/.exec(host.find(template, /does not exist/) ?? '')?.[0];
    },
  );
  host.say(`  ${before ?? 'nothing yet'}`);
  await step(
    'Whether updating the balancer would send people to the idle group',
    {
      code: 'listener_would_move',
      remedy: 'docs/operate/release.md, "Listener weights", says how to go on.',
    },
    () => {
      const template = `cdk.out/${name}-Balancer.template.json`;
      const args = ['delivery/guard-listener.ts', `${name}-Balancer`, template];
      host.run({ program: 'node', args, inRoom: true });
    },
  );
  return before;
}

function upload({ host, step, name }: Ready): Promise<void> {
  return step(
    'The page comes to its bucket, named files first, the page that names them last',
    { code: 'site_failed', remedy: `What was said above is the reason. ${AGAIN}` },
    () => {
      const stack = `${name}-Frontend`;
      const bucket = `s3://${outputOf(host, stack, 'SiteBucket', GLOBAL_REGION)}`;
      const distribution = outputOf(host, stack, 'DistributionId', GLOBAL_REGION);
      const quiet = ['--only-show-errors', '--region', GLOBAL_REGION];
      const hashed = ['apps/web/build/_app/immutable', `${bucket}/_app/immutable`];
      host.run(aws('s3', 'sync', ...hashed, '--cache-control', IMMUTABLE, ...quiet));
      const rest = ['apps/web/build', bucket, '--exclude', '_app/immutable/*'];
      host.run(aws('s3', 'sync', ...rest, '--cache-control', ASKED_AGAIN, ...quiet));
      const paths = ['--distribution-id', distribution, '--paths', '/*'];
      host.read(aws('cloudfront', 'create-invalidation', ...paths), '');
    },
  );
}

function smoke({ host, step, plan, address }: Ready, hasKey: boolean): Promise<void> {
  return step(
    'It is tried through its public address',
    {
      code: 'smoke_failed',
      remedy: `The line that begins with FAIL says what does not work. ${AGAIN}`,
    },
    () => {
      const how = ['--shape', plan.shape, '--wait', String(PATIENCE_SECONDS)];
      const key = hasKey ? [] : ['--without-key'];
      host.run({ program: 'node', args: ['scripts/smoke.mjs', address, ...how, ...key] });
    },
  );
}

function goBack({ host, plan, name }: Ready, before: string): void {
  host.say(`\nThis did not work: back to ${before}`);
  const output = ['--output', 'cdk.out', ...contextOf(plan, before)];
  const only = ['--exclusively', '--require-approval', 'never'];
  host.run(cdk('deploy', ...only, ...output, `${name}-Service`));
}

function tellEnd({ host, plan, name, address }: Ready): void {
  host.say(`\n${address} is deployed.`);
  if (plan.shape === 'serverless') return;
  const group = outputOf(host, `${name}-Service`, 'MigrationLogs', plan.region);
  host.say(
    `The first time, ${String(plan.settings['owner'])} chooses a password by the link in this log, within three days:\n` +
      `  aws logs filter-log-events --region ${plan.region} --log-group-name ${group} --filter-pattern '"choose a password"' --query 'events[].message' --output text`,
  );
}
