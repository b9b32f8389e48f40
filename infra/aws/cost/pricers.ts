import type { Template } from '../src/synthesise.ts';
import { CostError } from './cost-error.ts';
import type { Usage } from './usage.ts';

const HOURS = 730;
const MEBIBYTES = 1024;
/** Fargate counts a processor as so many. */
const UNITS_OF_CPU = 1024;

export type Item = { readonly what: string; readonly price: string; readonly quantity: number };
export type Resource = {
  readonly stack: string;
  readonly id: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly template: Template;
};
type Pricer = {
  /** What one resource costs by being there. */
  readonly each?: (resource: Resource, usage: Usage) => readonly Item[];
  /** What the use of all resources of the type costs, counted once. */
  readonly byUse?: (usage: Usage) => readonly Item[];
};

const item = (what: string, price: string, quantity: number): Item => ({ what, price, quantity });
const one = (what: string, price: string, quantity = 1): Pricer => ({
  each: () => [item(what, price, quantity)],
});

export const PRICERS: Readonly<Record<string, Pricer>> = {
  'AWS::ApiGatewayV2::Api': {
    byUse: (usage) => [item('requests', 'http-api', usage.apiRequestsMillion)],
  },
  'AWS::Backup::BackupPlan': {
    byUse: (usage) => [item('recovery points', 'backup-storage', usage.backupGigabytes)],
  },
  'AWS::CloudFront::Distribution': {
    byUse: (usage) => [
      item('traffic to visitors', 'cdn-data', usage.cdnGigabytes),
      item('requests', 'cdn-request', usage.cdnRequestsMillion * 100),
    ],
  },
  'AWS::CloudFront::Function': {
    byUse: (usage) => [item('calls', 'cdn-function', usage.cdnRequestsMillion)],
  },
  'AWS::CloudWatch::Alarm': {
    each: ({ properties }) => [item('watched metrics', 'alarm', countMetrics(properties))],
  },
  'AWS::CloudWatch::Dashboard': one('dashboards', 'dashboard'),
  'AWS::DynamoDB::Table': { each: toTable, byUse: toTableUse },
  'AWS::EC2::EIP': one('public addresses', 'public-ipv4', HOURS),
  'AWS::EC2::NatGateway': {
    each: () => [item('gateways', 'nat-hour', HOURS)],
    byUse: (usage) => [item('traffic', 'nat-data', usage.natGigabytes)],
  },
  'AWS::EC2::VPCEndpoint': {
    each: ({ properties }) => {
      if (properties['VpcEndpointType'] !== 'Interface') return [];
      const { length } = (properties['SubnetIds'] ?? []) as readonly unknown[];
      return [item('private endpoints', 'endpoint-hour', length * HOURS)];
    },
    byUse: (usage) => [item('traffic', 'endpoint-data', usage.endpointGigabytes)],
  },
  'AWS::ECR::Repository': {
    byUse: (usage) => [item('images', 'image-storage', usage.imageGigabytes)],
  },
  'AWS::ECS::Service': { each: toTasks },
  'AWS::ElastiCache::ServerlessCache': {
    byUse: (usage) => [
      item('data', 'valkey-storage', usage.cacheGigabytes * HOURS),
      item('work', 'valkey-unit', usage.cacheUnitsMillion),
    ],
  },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': {
    each: ({ properties }) => {
      const { length } = (properties['Subnets'] ?? []) as readonly unknown[];
      const isPublic = properties['Scheme'] === 'internet-facing';
      return [
        item('balancers', 'balancer-hour', HOURS),
        item('public addresses', 'public-ipv4', isPublic ? length * HOURS : 0),
      ];
    },
    byUse: (usage) => [item('work', 'balancer-unit', usage.balancerUnits * HOURS)],
  },
  'AWS::GuardDuty::MalwareProtectionPlan': {
    byUse: (usage) => [
      item('scanned data', 'scan-data', usage.scannedGigabytes),
      item('scanned objects', 'scan-object', usage.scannedObjectsThousand),
    ],
  },
  'AWS::KMS::Key': {
    each: () => [item('keys', 'key', 1)],
    byUse: (usage) => [item('calls', 'key-call', usage.keyCallsThousand / 10)],
  },
  'AWS::KMS::ReplicaKey': one('copies of keys', 'key'),
  'AWS::Lambda::Function': { byUse: toFunctionCalls, each: toFunctionTime },
  'AWS::Logs::LogGroup': {
    byUse: (usage) => [
      item('lines taken in', 'logs-in', usage.logGigabytes),
      // Seven days of thirty are kept.
      item('lines kept', 'logs-kept', (usage.logGigabytes * 7) / 30),
    ],
  },
  'AWS::RDS::DBCluster': {
    byUse: (usage) => [
      item('storage', 'aurora-storage', usage.databaseGigabytes),
      item('reads and writes', 'aurora-io', usage.databaseRequestsMillion),
      item('backups', 'aurora-backup', usage.databaseBackupGigabytes),
    ],
  },
  'AWS::RDS::DBInstance': { each: toDatabase },
  'AWS::Route53::HostedZone': one('zones', 'zone'),
  'AWS::Route53::RecordSet': {
    byUse: (usage) => [item('queries', 'dns-query', usage.dnsQueriesMillion)],
  },
  'AWS::S3::Bucket': {
    byUse: (usage) => [
      item('objects', 's3-storage', usage.objectGigabytes),
      item('writes', 's3-write', usage.objectWritesThousand),
      item('reads', 's3-read', usage.objectReadsThousand),
    ],
  },
  'AWS::SecretsManager::Secret': {
    each: ({ properties }) => {
      const { length } = (properties['ReplicaRegions'] ?? []) as readonly unknown[];
      return [item('secrets', 'secret', 1 + length)];
    },
    byUse: (usage) => [item('calls', 'secret-call', usage.secretCallsThousand / 10)],
  },
  'AWS::SES::EmailIdentity': {
    byUse: (usage) => [item('mails', 'mail', usage.mailsThousand)],
  },
  'AWS::SQS::Queue': {
    byUse: (usage) => [item('requests', 'queue-request', usage.queueRequestsMillion)],
  },
  'AWS::WAFv2::WebACL': {
    each: ({ properties }) => {
      const { length } = (properties['Rules'] ?? []) as readonly unknown[];
      return [item('firewalls', 'firewall', 1), item('rules', 'firewall-rule', length)];
    },
    byUse: (usage) => [item('requests', 'firewall-request', usage.firewallRequestsMillion)],
  },
};

/** An alarm over an expression is charged for every metric in it. */
function countMetrics({ Metrics }: Resource['properties']): number {
  const queries = (Metrics ?? []) as readonly { readonly MetricStat?: unknown }[];
  return Math.max(1, queries.filter(({ MetricStat }) => MetricStat).length);
}

function toTable({ properties }: Resource): Item[] {
  if (properties['BillingMode'] === 'PAY_PER_REQUEST') return [];
  const indexes = (properties['GlobalSecondaryIndexes'] ?? []) as readonly Given[];
  const provisioned = [properties as Given, ...indexes].map(({ ProvisionedThroughput }) => ({
    writes: ProvisionedThroughput?.WriteCapacityUnits ?? 0,
    reads: ProvisionedThroughput?.ReadCapacityUnits ?? 0,
  }));
  return provisioned.flatMap(({ writes, reads }) => [
    item('reserved writes', 'dynamodb-write-unit', writes * HOURS),
    item('reserved reads', 'dynamodb-read-unit', reads * HOURS),
  ]);
}
type Given = {
  readonly ProvisionedThroughput?: {
    readonly WriteCapacityUnits: number;
    readonly ReadCapacityUnits: number;
  };
};

function toTableUse(usage: Usage): Item[] {
  return [
    item('writes', 'dynamodb-write', usage.tableWritesMillion),
    item('reads', 'dynamodb-read', usage.tableReadsMillion),
    item('rows', 'dynamodb-storage', usage.tableGigabytes),
    item('restore to any second', 'dynamodb-pitr', usage.tableGigabytes),
  ];
}

function toFunctionCalls(usage: Usage): Item[] {
  return [item('calls', 'lambda-call', usage.functionCallsMillion)];
}

/** The largest function of a stack stands for all: most calls are those of identity, which hash passwords. */
function toFunctionTime({ id, properties, template }: Resource, usage: Usage): Item[] {
  const [largest] = Object.entries(template.Resources)
    .filter(([, { Type }]) => Type === 'AWS::Lambda::Function')
    .sort(([, a], [, b]) => memoryOf(b.Properties ?? {}) - memoryOf(a.Properties ?? {}));
  if (largest?.[0] !== id) return [];
  const seconds = usage.functionCallsMillion * 1e6 * usage.functionSecondsPerCall;
  return [item('time', 'lambda-arm-time', (seconds * memoryOf(properties)) / MEBIBYTES)];
}

function memoryOf(properties: Resource['properties']): number {
  return Number(properties['MemorySize'] ?? 128);
}

const CLASSES: Readonly<Record<string, string>> = {
  'db.r7g.large': 'aurora-r7g.large',
  'db.t4g.medium': 'aurora-t4g.medium',
};

function toDatabase({ id, properties }: Resource, usage: Usage): Item[] {
  const size = String(properties['DBInstanceClass']);
  if (size === 'db.serverless')
    return [item('database units', 'aurora-unit', usage.databaseUnits * HOURS)];
  const price = CLASSES[size];
  if (!price) throw new CostError('cost_class_unpriced', `${id}: no price is known for ${size}`);
  return [item(`${size} instances`, price, HOURS)];
}

/** Tasks of a service: as many as its template wants, or as the profile says where they scale. */
function toTasks({ id, properties, template }: Resource, usage: Usage): Item[] {
  const { Ref = '' } = (properties['TaskDefinition'] ?? {}) as { readonly Ref?: string };
  const task = template.Resources[Ref]?.Properties;
  if (!task?.['Cpu'] || !task['Memory'])
    throw new CostError('cost_class_unpriced', `${id}: its task has no size in the same stack`);
  const isConsumer = /consum/i.test(id);
  const wanted = isConsumer ? usage.consumers : usage.servers;
  const hours = Number(properties['DesiredCount'] ?? wanted) * HOURS;
  const what = isConsumer ? 'consumers' : 'servers';
  const arch = architectureOf(task);
  return [
    item(
      `${what}, processors`,
      `fargate-${arch}-cpu`,
      (hours * Number(task['Cpu'])) / UNITS_OF_CPU,
    ),
    item(`${what}, memory`, `fargate-${arch}-memory`, (hours * Number(task['Memory'])) / MEBIBYTES),
  ];
}

function architectureOf(task: Resource['properties']): 'arm' | 'x86' {
  const platform = task['RuntimePlatform'] as { readonly CpuArchitecture?: string } | undefined;
  return platform?.CpuArchitecture === 'ARM64' ? 'arm' : 'x86';
}
