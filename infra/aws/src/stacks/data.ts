import { type App, Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { InstanceClass, InstanceSize, InstanceType, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  AuroraPostgresEngineVersion,
  CaCertificate,
  ClusterInstance,
  Credentials,
  DatabaseCluster,
  DatabaseClusterEngine,
  DBClusterStorageType,
} from 'aws-cdk-lib/aws-rds';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { acknowledge } from '../acknowledged.ts';
import { addLogGroup } from '../logs.ts';
import type { Settings } from '../settings.ts';
import { CAPACITIES, type Capacity } from '../sizes.ts';
import { addStack } from '../stack.ts';
import type { Base } from './base.ts';
import { DATABASE_PORT, type Network } from './network.ts';

type Needs = { readonly base: Base; readonly network: Network };
export type Data = { readonly database: DatabaseCluster; readonly bucket: Bucket };

export const DATABASE_NAME = 'outlap';
export const DATABASE_USER = 'outlap';
const INSTANCE = InstanceType.of(InstanceClass.R7G, InstanceSize.LARGE);
/** Any second of so many days can be restored. */
const BACKUP_DAYS = 14;
/** Earlier versions of objects are kept for as long. */
const VERSIONS_DAYS = 30;

/** What must not be lost: the database and the objects. */
export function addData(app: App, settings: Settings, { base, network }: Needs): Data {
  const stack = addStack(app, settings, 'Data', {
    description: 'database and objects',
    isKept: true,
  });
  const key = base.keyIn(stack);
  return { database: addDatabase(stack, settings, network, key), bucket: addBucket(stack, key) };
}

function addDatabase(stack: Stack, settings: Settings, network: Network, key: IKey) {
  const { database: capacity } = CAPACITIES[settings.size];
  // A cluster of this name is never made a second time: a change that would replace it fails.
  const name = `${settings.name}-database`.toLowerCase();
  const logs = addLogGroup(stack, 'DatabaseLogs', `/aws/rds/cluster/${name}/postgresql`);
  const database = new DatabaseCluster(stack, 'Database', {
    engine: DatabaseClusterEngine.auroraPostgres({ version: AuroraPostgresEngineVersion.VER_17_9 }),
    clusterIdentifier: name,
    credentials: Credentials.fromUsername(DATABASE_USER),
    manageMasterUserPassword: true,
    ...instancesOf(capacity),
    defaultDatabaseName: DATABASE_NAME,
    port: DATABASE_PORT,
    vpc: network.vpc,
    vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
    securityGroups: [network.groups.database],
    storageEncrypted: true,
    storageEncryptionKey: key,
    storageType: DBClusterStorageType.AURORA,
    parameters: { 'rds.force_ssl': '1' },
    backup: { retention: Duration.days(BACKUP_DAYS), preferredWindow: '02:00-03:00' },
    preferredMaintenanceWindow: 'tue:03:30-tue:04:30',
    copyTagsToSnapshot: true,
    cloudwatchLogsExports: ['postgresql'],
    iamAuthentication: true,
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  database.node.addDependency(logs);
  acknowledge(database, {
    'AwsSolutions-RDS11': 'The port is known to nobody outside: only servers reach the database.',
  });
  return database;
}

function instancesOf({ kind, ...capacity }: Capacity['database']) {
  const options = { caCertificate: CaCertificate.RDS_CA_RSA2048_G1, publiclyAccessible: false };
  if (kind === 'serverless') {
    const { leastUnits, mostUnits } = capacity as Extract<
      Capacity['database'],
      { kind: 'serverless' }
    >;
    return {
      writer: ClusterInstance.serverlessV2('Writer', options),
      // Scales with the writer: it takes over with as much room.
      readers: [ClusterInstance.serverlessV2('Reader1', { ...options, scaleWithWriter: true })],
      serverlessV2MinCapacity: leastUnits,
      serverlessV2MaxCapacity: mostUnits,
    };
  }
  const { readers } = capacity as Extract<Capacity['database'], { kind: 'provisioned' }>;
  const provisioned = { ...options, instanceType: INSTANCE };
  return {
    writer: ClusterInstance.provisioned('Writer', provisioned),
    readers: Array.from({ length: readers }, (_, index) =>
      ClusterInstance.provisioned(`Reader${index + 1}`, { ...provisioned, promotionTier: 1 }),
    ),
  };
}

function addBucket(stack: Stack, key: IKey): Bucket {
  const bucket = new Bucket(stack, 'Objects', {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    encryption: BucketEncryption.KMS,
    encryptionKey: key,
    bucketKeyEnabled: true,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    versioned: true,
    lifecycleRules: [
      {
        abortIncompleteMultipartUploadAfter: Duration.days(2),
        noncurrentVersionExpiration: Duration.days(VERSIONS_DAYS),
      },
    ],
    removalPolicy: RemovalPolicy.RETAIN,
  });
  acknowledge(bucket, {
    'AwsSolutions-S1':
      'Only the servers read and write it, and they keep an audit log; a log of each request would be larger than many of the objects.',
  });
  bucket.addToResourcePolicy(
    new PolicyStatement({
      sid: 'QuarantineOfMalware',
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['s3:GetObject', 's3:GetObjectVersion'],
      resources: [bucket.arnForObjects('*')],
      conditions: {
        StringEquals: { 's3:ExistingObjectTag/GuardDutyMalwareScanStatus': 'THREATS_FOUND' },
      },
    }),
  );
  return bucket;
}
