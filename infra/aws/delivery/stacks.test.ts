import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Stack } from 'aws-cdk-lib';
import type { Template } from '../src/synthesise.ts';
import { listResources, ofType, rightsOf } from '../test/resources.ts';
import { deploy } from './deploy.ts';
import { dryHost, ROOM } from './host.ts';
import { rulesOf } from './listener-weights.ts';
import { parseOptions } from './options.ts';
import { readPlan } from './plan.ts';

// Templates are validated where they are tested; here their names are read.
process.env['CDK_VALIDATION'] = 'false';
const { appOf, synthesise } = await import('../src/synthesise.ts');
const commands = ['full', 'serverless'].map((shape) =>
  readFileSync(join(import.meta.dirname, 'golden', `${shape}.txt`), 'utf8'),
);
const deployed = commands.join('\n');
const full = synthesise('small');
const serverless = synthesise('serverless');
const outputsOf = (template: Template | undefined) =>
  Object.keys((template as { Outputs?: Record<string, unknown> } | undefined)?.Outputs ?? {});

describe('the command that deploys', () => {
  test('names stacks that there are', () => {
    const named = new Set(
      [...deployed.matchAll(/Outlap-(\w+)(?! exists)/g)].map(([, name]) => name),
    );
    expect([...named].sort()).toEqual(['Balancer', 'Frontend', 'Registry', 'Service']);
    const there = [...full.keys(), ...serverless.keys()].map((name) => name.replace(/^\w+-/, ''));
    expect([...named].filter((name) => !there.includes(name ?? ''))).toEqual([]);
  });

  test('asks for outputs that these have', () => {
    const asked = [...deployed.matchAll(/OutputKey=='\\''(\w+)/g)].map(([, name]) => name);
    expect([...new Set(asked)].sort()).toEqual([
      'DistributionId',
      'MigrationLogs',
      'RepositoryUri',
      'SiteBucket',
    ]);
    expect(outputsOf(full.get('Outlap-Service'))).toContain('MigrationLogs');
    expect(outputsOf(full.get('Outlap-Registry'))).toContain('RepositoryUri');
    expect(outputsOf(serverless.get('OutlapSite-Frontend'))).toEqual(
      expect.arrayContaining(['SiteBucket', 'DistributionId']),
    );
  });

  test('asks for them in the region where each stack is', () => {
    const regions = [
      ...deployed.matchAll(/describe-stacks --stack-name (?:\w+)-(\w+) --region ([\w-]+)/g),
    ].map(([, stack, region]) => `${stack} ${region}`);
    expect([...new Set(regions)].sort()).toEqual([
      'Frontend us-east-1',
      'Registry eu-central-1',
      'Service eu-central-1',
    ]);
    const region = (stacks: ReturnType<typeof appOf>, part: string) =>
      stacks.node.children
        .filter((child): child is Stack => Stack.isStack(child))
        .find(({ stackName }) => stackName.endsWith(`-${part}`))?.region;
    const [here, site] = [appOf('small'), appOf('serverless')];
    expect(region(site, 'Frontend')).toBe('us-east-1');
    expect(region(here, 'Registry')).toBe('eu-central-1');
    expect(region(here, 'Service')).toBe('eu-central-1');
  });

  test('finds the digest that runs in the template of the service, and nothing else of that look', () => {
    const digest = `sha256:${'ab'.repeat(32)}`;
    const service = synthesise('small', { image: digest }).get('Outlap-Service');
    const found = JSON.stringify(service).match(/sha256:[0-9a-f]{64}/g) ?? [];
    expect([...new Set(found)]).toEqual([digest]);
  });

  test('guards a rule that shares traffic out between both colours, all of it to one', () => {
    const balancer = full.get('Outlap-Balancer');
    expect(balancer).toBeDefined();
    const [weights, ...others] = [...rulesOf(balancer ?? { Resources: {} }).values()];
    expect(others).toEqual([]);
    expect(Object.values(weights ?? {}).sort((a, b) => a - b)).toEqual([0, 100]);
  });
});

/** What each command of AWS's command line is a right to. */
const RIGHTS_OF: Readonly<Record<string, readonly string[]>> = {
  'sts get-caller-identity': [],
  'route53 get-hosted-zone': ['route53:GetHostedZone'],
  'ssm get-parameter': ['ssm:GetParameter'],
  'cloudformation describe-stacks': ['cloudformation:DescribeStacks'],
  'cloudformation get-template': ['cloudformation:GetTemplate'],
  'ecr describe-images': ['ecr:DescribeImages'],
  'ecr get-login-password': ['ecr:GetAuthorizationToken'],
  's3 sync': ['s3:ListBucket', 's3:PutObject'],
  'cloudfront create-invalidation': ['cloudfront:CreateInvalidation'],
};
/** Of what the guard of the listener asks, and skopeo. */
const BESIDE = ['cloudformation:DescribeStackResources', 'elasticloadbalancing:DescribeRules'];

test.each([
  ['example', full, 'Outlap', ['ecr:PutImage', ...BESIDE]],
  ['serverless-example', serverless, 'OutlapSite', []],
])(
  'the role of the workflow may do what the command asks of AWS: %s',
  async (name, templates, installation, beside) => {
    const lines: string[] = [];
    const image = `ghcr.io/example/outlap@sha256:${'ab'.repeat(32)}`;
    const options = parseOptions(['--environment', name, '--image', image, '--yes', '--dry-run']);
    const plan = readPlan(options!, join(ROOM, 'environments'), {});
    await deploy(
      plan,
      dryHost((line) => lines.push(line)),
      true,
    );
    const text = lines.filter((line) => !line.includes('aws logs')).join('\n');
    const asked = [...text.matchAll(/\baws (?!--)([\w-]+ [\w-]+)/g)].map(([, what = '']) => what);
    expect(asked.length).toBeGreaterThan(5);
    const needed = asked.flatMap((what) => RIGHTS_OF[what] ?? [`a right to ${what}`]);
    const resources = listResources(templates);
    const stack = `${installation}-Delivery`;
    const role = ofType(resources, 'AWS::IAM::Role').find((one) => one.stack === stack)!;
    const granted = rightsOf(resources, stack, role.id).map((right) => right.split(' ')[0]);
    expect([...needed, ...beside].filter((right) => !granted.includes(right))).toEqual([]);
  },
);
