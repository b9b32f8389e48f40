import { type App, Aws, CfnOutput, Duration, type Stack } from 'aws-cdk-lib';
import {
  Effect,
  FederatedPrincipal,
  OidcProviderNative,
  PolicyStatement,
  Role,
} from 'aws-cdk-lib/aws-iam';
import { acknowledge } from '../acknowledged.ts';
import type { GitHub, Settings } from '../settings.ts';
import { addStack, GLOBAL_REGION, nameOf } from '../stack.ts';

const ISSUER = 'token.actions.githubusercontent.com';
const AUDIENCE = 'sts.amazonaws.com';
/** Of CDK's bootstrap, as everybody has it. */
const QUALIFIER = 'hnb659fds';

/** Lets one environment of one repository deploy, without a key that lasts. */
export function addDelivery(app: App, settings: Settings, github: GitHub): void {
  const stack = addStack(app, settings, 'Delivery', { description: 'who may deploy' });
  const provider = new OidcProviderNative(stack, 'GitHub', {
    url: `https://${ISSUER}`,
    clientIds: [AUDIENCE],
  });
  const role = new Role(stack, 'Deploy', {
    assumedBy: new FederatedPrincipal(
      provider.oidcProviderArn,
      conditionsOf(github),
      'sts:AssumeRoleWithWebIdentity',
    ),
    description: `Workflows of ${github.repository} in ${github.environment}`,
    maxSessionDuration: Duration.hours(2),
  });
  for (const statement of statementsOf(stack, settings)) role.addToPolicy(statement);
  acknowledge(role, reasonsOf(settings));
  new CfnOutput(stack, 'DeployRole', { value: role.roleArn });
}

function reasonsOf(settings: Settings): Record<string, string> {
  const id = (resource: string) => `AwsSolutions-IAM5[Resource::${resource}]`;
  const stacks = regionsOf(settings).map((region) => [
    id(`arn:aws:cloudformation:${region}:<AWS::AccountId>:stack/${nameOf(settings, '*')}`),
    'It reads what was deployed of this installation, whose stacks all begin so.',
  ]);
  const others =
    settings.shape === 'full'
      ? [
          [
            id('*'),
            'The token of the registry and the rules of a balancer are given for the whole account or not at all.',
          ],
        ]
      : [
          [id(`${siteOf(settings)}`), 'CloudFormation ends the name of the bucket.'],
          [id(`${siteOf(settings)}/*`), 'It uploads all files of the site.'],
          [
            id('arn:aws:cloudfront::<AWS::AccountId>:distribution/*'),
            'The distribution names this role’s stack in no way; forgetting cached files loses nothing.',
          ],
        ];
  return Object.fromEntries([...stacks, ...others]) as Record<string, string>;
}

function regionsOf({ region }: Settings): string[] {
  return [...new Set([region, GLOBAL_REGION])];
}

/** The name that CloudFormation gives begins with that of the stack. */
function siteOf(settings: Settings): string {
  return `arn:aws:s3:::${nameOf(settings, 'frontend').toLowerCase()}-*`;
}

/** Names and ids: a repository that is renamed or made anew under the old name is another one. */
function conditionsOf({ repository, repositoryId, ownerId, environment }: GitHub) {
  const [owner = '', name = ''] = repository.split('/');
  return {
    StringEquals: {
      [`${ISSUER}:aud`]: AUDIENCE,
      [`${ISSUER}:repository_id`]: repositoryId,
      [`${ISSUER}:environment`]: environment,
      [`${ISSUER}:sub`]: [
        `repo:${repository}:environment:${environment}`,
        `repo:${owner}@${ownerId}/${name}@${repositoryId}:environment:${environment}`,
      ],
    },
  };
}

function statementsOf(stack: Stack, settings: Settings): PolicyStatement[] {
  const allow = (actions: string[], resources: string[]) =>
    new PolicyStatement({ effect: Effect.ALLOW, actions, resources });
  const regions = regionsOf(settings);
  const bootstrap = regions.flatMap((region) =>
    ['deploy', 'file-publishing', 'lookup'].map(
      (name) =>
        `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/cdk-${QUALIFIER}-${name}-role-${Aws.ACCOUNT_ID}-${region}`,
    ),
  );
  const stacks = regions.map((region) =>
    stack.formatArn({
      service: 'cloudformation',
      region,
      resource: 'stack',
      resourceName: `${nameOf(settings, '*')}`,
    }),
  );
  const common = [
    allow(['sts:AssumeRole'], bootstrap),
    allow(
      [
        'cloudformation:DescribeStackResources',
        'cloudformation:DescribeStacks',
        'cloudformation:GetTemplate',
      ],
      stacks,
    ),
  ];
  const prepared = regions.map((region) =>
    stack.formatArn({
      service: 'ssm',
      region,
      resource: 'parameter',
      resourceName: `cdk-bootstrap/${QUALIFIER}/version`,
    }),
  );
  const zone = `arn:${Aws.PARTITION}:route53:::hostedzone/${settings.hostedZone.id}`;
  return [
    ...common,
    allow(['ssm:GetParameter'], prepared),
    allow(['route53:GetHostedZone'], [zone]),
    ...(settings.shape === 'full' ? ofImages(stack, settings) : ofSite(stack, settings)),
  ];
}

function ofImages(stack: Stack, settings: Settings): PolicyStatement[] {
  const repository = stack.formatArn({
    service: 'ecr',
    resource: 'repository',
    resourceName: `${settings.name}/server`.toLowerCase(),
  });
  return [
    new PolicyStatement({
      actions: ['ecr:GetAuthorizationToken', 'elasticloadbalancing:DescribeRules'],
      resources: ['*'],
    }),
    new PolicyStatement({
      actions: [
        'ecr:BatchCheckLayerAvailability',
        'ecr:BatchGetImage',
        'ecr:CompleteLayerUpload',
        'ecr:DescribeImages',
        'ecr:GetDownloadUrlForLayer',
        'ecr:InitiateLayerUpload',
        'ecr:PutImage',
        'ecr:UploadLayerPart',
      ],
      resources: [repository],
    }),
  ];
}

function ofSite(stack: Stack, settings: Settings): PolicyStatement[] {
  const bucket = siteOf(settings);
  return [
    new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket] }),
    new PolicyStatement({ actions: ['s3:PutObject'], resources: [`${bucket}/*`] }),
    new PolicyStatement({
      actions: ['cloudfront:CreateInvalidation'],
      resources: [
        stack.formatArn({
          service: 'cloudfront',
          region: '',
          resource: 'distribution',
          resourceName: '*',
        }),
      ],
    }),
  ];
}
