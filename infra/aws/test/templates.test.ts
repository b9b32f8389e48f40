import { Stack } from 'aws-cdk-lib';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EDGE_HEADER } from '../src/edge-secret.ts';
import { IDENTITY_FUNCTIONS } from '../src/rights.ts';
import { appOf, PROFILES, synthesise } from '../src/synthesise.ts';
import { at, listResources, listStatements, ofType, type Resource } from './resources.ts';

const all = PROFILES.map((profile) => [profile, listResources(synthesise(profile))] as const);
const named = ({ stack, id }: Resource) => `${stack} ${id}`;
const GLOBAL_STACKS = /-(Dns|Edge|Frontend)$/;

/** Property that says how each kind of store is encrypted, and what it must be. */
const ENCRYPTED: Readonly<Record<string, readonly [string, unknown]>> = {
  'AWS::DynamoDB::Table': ['SSESpecification.SSEEnabled', true],
  'AWS::RDS::DBCluster': ['StorageEncrypted', true],
  'AWS::SQS::Queue': ['SqsManagedSseEnabled', true],
  'AWS::ECR::Repository': ['EncryptionConfiguration.EncryptionType', 'KMS'],
  'AWS::ElastiCache::ServerlessCache': ['KmsKeyId', expect.anything()],
  'AWS::Backup::BackupVault': ['EncryptionKeyArn', expect.anything()],
  'AWS::KMS::Key': ['EnableKeyRotation', true],
};
const KEPT = [
  'AWS::DynamoDB::Table',
  'AWS::RDS::DBCluster',
  'AWS::S3::Bucket',
  'AWS::KMS::Key',
  'AWS::ECR::Repository',
  'AWS::Backup::BackupVault',
];

describe.each(all)('%s', (profile, resources) => {
  const list = (type: string) => ofType(resources, type);

  test('no bucket is public, each refuses plain http and what is not encrypted', () => {
    const buckets = list('AWS::S3::Bucket');
    expect(buckets.length).toBeGreaterThan(0);
    for (const { is } of buckets) {
      expect(is['PublicAccessBlockConfiguration']).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
      expect(is).not.toHaveProperty('WebsiteConfiguration');
      expect(JSON.stringify(at(is, 'BucketEncryption'))).toMatch(
        /"SSEAlgorithm":"(aws:kms|AES256)"/,
      );
    }
    const policies = list('AWS::S3::BucketPolicy');
    expect(policies).toHaveLength(buckets.length);
    for (const policy of policies) {
      const statements = listStatements(policy);
      expect(statements).toContainEqual(
        expect.objectContaining({
          Effect: 'Deny',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      );
      for (const { Effect, Principal } of statements)
        if (Effect === 'Allow') expect(JSON.stringify(Principal)).not.toContain('*');
    }
  });

  test('everything at rest is encrypted', () => {
    const stores = resources.filter(({ type }) => type in ENCRYPTED);
    expect(stores.length).toBeGreaterThan(0);
    for (const one of stores) {
      const [path, wanted] = ENCRYPTED[one.type]!;
      expect({ [named(one)]: at(one.is, path) }).toEqual({ [named(one)]: wanted });
    }
    if (profile !== 'serverless')
      for (const one of [...list('AWS::SNS::Topic'), ...list('AWS::SecretsManager::Secret')])
        if (!/Dns|Edge/.test(named(one)))
          expect(one.is['KmsMasterKeyId'] ?? one.is['KmsKeyId']).toBeDefined();
  });

  test('no policy allows a whole service, or anything at all on data', () => {
    const policies = [
      ...list('AWS::IAM::Policy'),
      ...list('AWS::S3::BucketPolicy'),
      ...list('AWS::SQS::QueuePolicy'),
      ...list('AWS::SNS::TopicPolicy'),
    ];
    expect(policies.length).toBeGreaterThan(3);
    for (const policy of policies)
      for (const { Effect, Action } of listStatements(policy))
        if (Effect === 'Allow')
          for (const action of [Action].flat())
            expect(`${named(policy)}: ${action}`).not.toMatch(/\*/);
    for (const { is } of list('AWS::IAM::Role'))
      for (const policy of (is['ManagedPolicyArns'] as unknown[] | undefined) ?? [])
        expect(JSON.stringify(policy)).toMatch(/AWSBackup|AmazonECSInfrastructureRolePolicy/);
    expect(list('AWS::IAM::User')).toEqual([]);
    expect(list('AWS::IAM::AccessKey')).toEqual([]);
  });

  test('each alarm tells a topic of its own region when it begins and when it ends', () => {
    // Those of autoscaling tell autoscaling.
    const alarms = list('AWS::CloudWatch::Alarm').filter(
      ({ is }) => !/TaskCountTarget/.test(JSON.stringify(is['AlarmActions'])),
    );
    expect(alarms.length).toBeGreaterThan(5);
    for (const alarm of alarms) {
      const topics = JSON.stringify(alarm.is['AlarmActions']);
      expect(`${named(alarm)}: ${topics}`).toMatch(/"Ref":"Alarms[0-9A-F]{8}"|OutputRefAlarms/);
      expect(JSON.stringify(alarm.is['OKActions'])).toBe(topics);
      expect(String(alarm.is['AlarmDescription']).length).toBeGreaterThan(10);
      const inGlobal = GLOBAL_STACKS.test(alarm.stack);
      if (topics.includes('GetStackOutput'))
        expect(topics).toContain(inGlobal ? '-Dns"' : '-Base"');
    }
    const subscribed = list('AWS::SNS::Subscription').map(({ is }) => is['Protocol']);
    expect(new Set(subscribed)).toEqual(new Set(['email']));
    expect(subscribed).toHaveLength(list('AWS::SNS::Topic').length);
  });

  test('the policy of each topic lets alarms of this account speak', () => {
    const topics = list('AWS::SNS::Topic');
    expect(topics.length).toBeGreaterThan(1);
    for (const topic of topics) {
      const own = { Ref: topic.id };
      const policies = list('AWS::SNS::TopicPolicy').filter(
        ({ stack, is }) =>
          stack === topic.stack && JSON.stringify(is['Topics']) === JSON.stringify([own]),
      );
      expect(policies.flatMap(listStatements)).toContainEqual(
        expect.objectContaining({
          Effect: 'Allow',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Action: 'sns:Publish',
          Resource: own,
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        }),
      );
    }
  });

  test('every log is kept for a week', () => {
    const groups = list('AWS::Logs::LogGroup');
    expect(groups.length).toBeGreaterThan(3);
    for (const group of groups)
      expect({ [named(group)]: group.is['RetentionInDays'] }).toEqual({ [named(group)]: 7 });
    for (const { is } of list('AWS::Lambda::Function'))
      expect(at(is, 'LoggingConfig.LogGroup')).toBeDefined();
  });

  test('what holds data outlives its stack', () => {
    const kept = resources.filter(({ type }) => KEPT.includes(type));
    expect(kept.length).toBeGreaterThan(1);
    for (const one of kept)
      expect({ [named(one)]: one.whole['DeletionPolicy'] }).toEqual({ [named(one)]: 'Retain' });
    for (const { is } of [...list('AWS::DynamoDB::Table'), ...list('AWS::RDS::DBCluster')])
      expect(is['DeletionProtectionEnabled'] ?? is['DeletionProtection']).toBe(true);
  });

  test('functions run on the newest runtime, where passwords are hashed with a whole processor', () => {
    for (const { is } of list('AWS::Lambda::Function')) {
      expect(is).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
      if (JSON.stringify(is['Description']).match(/signup|login|identity of/))
        expect(is['MemorySize']).toBeGreaterThanOrEqual(1024);
    }
  });
});

test('functions know CloudFront by a secret that it shows, which is made before', () => {
  const site = listResources(synthesise('serverless'));
  const [distribution] = ofType(site, 'AWS::CloudFront::Distribution');
  const origins = at(distribution?.is, 'DistributionConfig.Origins') as readonly object[];
  const shown = '{{resolve:secretsmanager:outlapsite/edge:SecretString:::}}';
  expect(origins.map((origin) => at(origin, 'OriginCustomHeaders') ?? [])).toEqual([
    [],
    [{ HeaderName: EDGE_HEADER, HeaderValue: shown }],
  ]);
  const secret = ofType(site, 'AWS::SecretsManager::Secret').find(({ id }) => /^Edge/.test(id));
  expect(secret?.is).toMatchObject({
    Name: 'outlapsite/edge',
    ReplicaRegions: [{ Region: 'us-east-1' }],
  });
  const known = ['', ['{{resolve:secretsmanager:', { Ref: secret?.id }, ':SecretString:::}}']];
  const functions = ofType(site, 'AWS::Lambda::Function')
    .map(({ is }) => at(is, 'Environment.Variables.EDGE_SECRET'))
    .filter((value) => value !== undefined);
  expect(functions).toHaveLength(IDENTITY_FUNCTIONS.length);
  for (const value of functions) expect(value).toEqual({ 'Fn::Join': known });
  const event = join(import.meta.dirname, '../../../apps/server/src/lambda/event.ts');
  expect(readFileSync(event, 'utf8')).toContain(`EDGE_HEADER = '${EDGE_HEADER}'`);
  const stacks = appOf('serverless').node.children.filter((child) => Stack.isStack(child));
  const frontend = stacks.find(({ stackName }) => stackName === 'OutlapSite-Frontend');
  const before = frontend?.dependencies.map(({ stackName }) => stackName);
  expect(before).toContain('OutlapSite-Auth');
});
