import { expect, test } from 'vitest';
import { synthesise } from '../src/synthesise.ts';
import { at, listResources, ofType, type Resource } from './resources.ts';

const templates = synthesise('small');
const resources = listResources(templates);
const one = (type: string): Resource => {
  const [found, ...others] = ofType(resources, type);
  if (!found || others.length > 0) throw new Error(`${others.length + 1} of ${type}`);
  return found;
};

test('what the template validation does not see: the engine of the cache, the region of the firewall', () => {
  expect(one('AWS::ElastiCache::ServerlessCache').is).toMatchObject({ Engine: 'valkey' });
  const firewall = one('AWS::WAFv2::WebACL');
  expect(firewall).toMatchObject({ stack: 'Outlap-Edge', is: { Scope: 'CLOUDFRONT' } });
  const rules = firewall.is['Rules'] as readonly { Name: string; OverrideAction?: unknown }[];
  expect(rules.map(({ Name }) => Name)).toEqual([
    'Reputation',
    'Logins',
    'Requests',
    'KnownBadInputs',
    'Common',
  ]);
  // It refuses long bodies: it may only count.
  expect(rules.at(-1)).toMatchObject({ OverrideAction: { Count: {} } });
});

test('the balancer lets in CloudFront alone, by its addresses and by what only it knows', () => {
  const ingress = ofType(resources, 'AWS::EC2::SecurityGroup').flatMap(({ is }) =>
    ((is['SecurityGroupIngress'] ?? []) as readonly { CidrIp?: string }[]).map(
      ({ CidrIp }) => CidrIp,
    ),
  );
  expect(ingress).toEqual([]);
  const listener = one('AWS::ElasticLoadBalancingV2::Listener');
  expect(at(listener.is, 'DefaultActions.0')).toMatchObject({
    Type: 'fixed-response',
    FixedResponseConfig: { StatusCode: '403' },
  });
  const header = at(one('AWS::ElasticLoadBalancingV2::ListenerRule').is, 'Conditions.1');
  expect(header).toMatchObject({ HttpHeaderConfig: { HttpHeaderName: 'x-outlap-edge' } });
  expect(JSON.stringify(header)).toContain('{{resolve:secretsmanager:');
});

test('the balancer drains within a minute, forgets silent connections after an hour, and believes CloudFront’s addresses', () => {
  const of = (type: string, attributes: string) =>
    ofType(resources, type).map(({ is }) => {
      const list = is[attributes] as readonly { Key: string; Value: unknown }[];
      return Object.fromEntries(list.map(({ Key, Value }) => [Key, Value]));
    });
  expect(of('AWS::ElasticLoadBalancingV2::LoadBalancer', 'LoadBalancerAttributes')).toMatchObject([
    {
      'idle_timeout.timeout_seconds': '3600',
      'routing.http.xff_header_processing.mode': 'preserve',
      'routing.http.drop_invalid_header_fields.enabled': 'true',
    },
  ]);
  const groups = of('AWS::ElasticLoadBalancingV2::TargetGroup', 'TargetGroupAttributes');
  expect(groups).toHaveLength(2);
  for (const group of groups)
    expect(group).toMatchObject({ 'deregistration_delay.timeout_seconds': '60' });
});

test('containers: the digest, no root, nothing written but two folders, time to hand over', () => {
  const tasks = ofType(resources, 'AWS::ECS::TaskDefinition');
  expect(tasks.map(({ is }) => at(is, 'ContainerDefinitions.0.Command'))).toEqual([
    ['serve'],
    ['consume'],
    // Without an owner servers refuse to start: the first migration makes one.
    ['migrate', '--owner', 'owner@example.org'],
  ]);
  for (const { is } of tasks) {
    const container = at(is, 'ContainerDefinitions.0') as Record<string, unknown>;
    expect(JSON.stringify(container['Image'])).toContain(`@sha256:${'0'.repeat(64)}`);
    expect(container).toMatchObject({
      User: '10001:10001',
      ReadonlyRootFilesystem: true,
      StopTimeout: 90,
    });
    const names = (container['Secrets'] as readonly { Name: string }[]).map(({ Name }) => Name);
    expect(names).toContain('AUTH_SECRET');
    const environment = container['Environment'] as readonly { Name: string }[];
    for (const { Name } of environment) expect(Name).not.toMatch(/PASSWORD|TOKEN|^AUTH_SECRET$/);
    // The database proves who it is, by authorities that the servers are given.
    const ca = expect.stringContaining('BEGIN CERTIFICATE') as string;
    expect(environment).toContainEqual({ Name: 'DATABASE_CA', Value: ca });
    expect(JSON.stringify(environment)).not.toMatch(/sslmode|no-verify/);
    // The server closes no connection that the balancer still believes in.
    expect(environment).toContainEqual({ Name: 'KEEP_ALIVE_SECONDS', Value: '3660' });
  }
});

test('a new version: migrations before it, watched by alarms over both colours, rolled back by them', () => {
  const services = ofType(resources, 'AWS::ECS::Service');
  const servers = services.find(({ id }) => id.startsWith('Servers'))!;
  expect(servers.is['DeploymentConfiguration']).toMatchObject({
    Strategy: 'BLUE_GREEN',
    BakeTimeInMinutes: 10,
    Alarms: { Enable: true, Rollback: true, AlarmNames: [expect.anything(), expect.anything()] },
    LifecycleHooks: [{ LifecycleStages: ['PRE_SCALE_UP'] }],
  });
  // Autoscaling decides.
  for (const { is } of services) expect(is).not.toHaveProperty('DesiredCount');
  const guards = ofType(resources, 'AWS::CloudWatch::Alarm').filter(
    ({ stack }) => stack === 'Outlap-Balancer',
  );
  expect(guards).toHaveLength(2);
  for (const { is } of guards) {
    const metrics = JSON.stringify(is['Metrics']);
    expect(metrics).toMatch(/Blue/);
    expect(metrics).toMatch(/Green/);
  }
  const consumers = services.find(({ id }) => id.startsWith('Consumers'))!;
  expect(at(consumers.is, 'DeploymentConfiguration.DeploymentCircuitBreaker')).toEqual({
    Enable: true,
    Rollback: true,
  });
});

test('uploads: scanned and tagged, what is malware can be read by nobody, nobody else may tag', () => {
  const plan = one('AWS::GuardDuty::MalwareProtectionPlan').is;
  expect(plan).toMatchObject({
    Actions: { Tagging: { Status: 'ENABLED' } },
    ProtectedResource: { S3Bucket: { ObjectPrefixes: ['recordings/'] } },
  });
  const policy = ofType(resources, 'AWS::S3::BucketPolicy').find(
    ({ stack }) => stack === 'Outlap-Data',
  );
  expect(JSON.stringify(policy?.is)).toContain('"THREATS_FOUND"');
  const taggers = ofType(resources, 'AWS::IAM::Policy')
    .filter(({ is }) => JSON.stringify(is).includes('s3:PutObjectTagging'))
    .map(({ id }) => id);
  expect(taggers).toEqual([expect.stringMatching(/^ScanPolicy/)]);
  const rule = one('AWS::Events::Rule').is;
  expect(at(rule, 'EventPattern.detail.s3ObjectDetails.bucketName')).toHaveLength(1);
  expect(at(rule, 'Targets.0.DeadLetterConfig')).toBeDefined();
});

test('each queue has one beside it for what could not be worked off, and an alarm on that', () => {
  const queues = ofType(resources, 'AWS::SQS::Queue');
  const working = queues.filter(({ is }) => is['RedrivePolicy'] !== undefined);
  expect(queues).toHaveLength(4);
  expect(working).toHaveLength(2);
  const alarms = ofType(resources, 'AWS::CloudWatch::Alarm').map(({ id }) => id.slice(0, -8));
  for (const name of ['IngestDead', 'ObjectEventsDead', 'IngestWaits', 'ObjectEventsWaits'])
    expect(alarms).toContain(name);
});

test('frames are delivered as often as the doctor asks before they are given up', () => {
  const queues = ofType(resources, 'AWS::SQS::Queue');
  const ingest = queues.find(({ id }) => id.startsWith('IngestQueue'));
  expect(at(ingest?.is, 'RedrivePolicy.maxReceiveCount')).toBeGreaterThanOrEqual(10);
});

test('only CloudFront’s stacks are made in its region, and the zones of the network are asked for by AWS', () => {
  const template = JSON.stringify(templates.get('Outlap-Network'));
  expect(template).toContain('Fn::GetAZs');
  for (const [name, text] of templates)
    if (!/-(Dns|Edge)$/.test(name))
      expect(JSON.stringify(text)).not.toMatch(/"Region":"us-east-1","OutputName/);
});

test('data stores keep their logical ids: another id would make a second, empty one', () => {
  const stateful = resources.filter(({ type }) =>
    /RDS::DBCluster$|S3::Bucket$|KMS::Key$|ECR::Repository$|SecretsManager::Secret$|BackupVault$|SQS::Queue$/.test(
      type,
    ),
  );
  expect(Object.fromEntries(stateful.map(({ stack, id, type }) => [`${stack} ${id}`, type])))
    .toMatchInlineSnapshot(`
    {
      "Outlap-Async IngestDead2F221471": "AWS::SQS::Queue",
      "Outlap-Async IngestQueue2280FF4E": "AWS::SQS::Queue",
      "Outlap-Async ObjectEventsDead6F625BF0": "AWS::SQS::Queue",
      "Outlap-Async ObjectEventsQueue10FFAE2F": "AWS::SQS::Queue",
      "Outlap-Backup Vault23237E5B": "AWS::Backup::BackupVault",
      "Outlap-Balancer AccessLogs8B620ECA": "AWS::S3::Bucket",
      "Outlap-Balancer EdgeSecret1CC1469E": "AWS::SecretsManager::Secret",
      "Outlap-Base Key961B73FD": "AWS::KMS::Key",
      "Outlap-Data DatabaseB269D8BB": "AWS::RDS::DBCluster",
      "Outlap-Data ObjectsA92BA4F1": "AWS::S3::Bucket",
      "Outlap-Registry Repository22E53BBD": "AWS::ECR::Repository",
      "Outlap-Secrets AuthSecretC13F30CE": "AWS::SecretsManager::Secret",
      "Outlap-Secrets MetricsTokenCD5F7598": "AWS::SecretsManager::Secret",
    }
  `);
  const site = listResources(synthesise('serverless'));
  const kept = site.filter(({ type }) => /DynamoDB::Table$|S3::Bucket$|Secret$/.test(type));
  expect(kept.map(({ stack, id }) => `${stack} ${id}`)).toMatchInlineSnapshot(`
    [
      "OutlapSite-Data TableCD117FA1",
      "OutlapSite-Auth AuthSecretC13F30CE",
      "OutlapSite-Auth EdgeSecret1CC1469E",
      "OutlapSite-Frontend SiteE53D7754",
    ]
  `);
});
