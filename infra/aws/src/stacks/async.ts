import { type App, Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { CfnMalwareProtectionPlan } from 'aws-cdk-lib/aws-guardduty';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { addScanRole } from '../scan-role.ts';
import type { Settings } from '../settings.ts';
import { addStack } from '../stack.ts';
import type { Base } from './base.ts';

type Needs = { readonly base: Base; readonly bucket: Bucket };
type Waiting = { readonly queue: Queue; readonly dead: Queue };
export type Async = {
  /** Frames that wait for the database. */
  readonly ingest: Waiting;
  /** What happened to objects: verdicts of the scan. */
  readonly objectEvents: Waiting;
};

/** Where recordings lie that people sent; laps and exports are our own. */
const SCANNED_PREFIX = 'recordings/';
/** Consumers that are killed in turn, as in a deployment, each use up a delivery of a message that nothing is wrong with. */
const FRAME_DELIVERIES = 20;
const EVENT_DELIVERIES = 5;

export function addAsync(app: App, settings: Settings, { base, bucket }: Needs): Async {
  const stack = addStack(app, settings, 'Async', { description: 'queues and scan of uploads' });
  const ingest = addWaiting(stack, 'Ingest', FRAME_DELIVERIES);
  const objectEvents = addWaiting(stack, 'ObjectEvents', EVENT_DELIVERIES);
  const { role, policies } = addScanRole(stack, settings, bucket, base.keyIn(stack));
  const plan = new CfnMalwareProtectionPlan(stack, 'Scan', {
    role: role.roleArn,
    protectedResource: {
      s3Bucket: { bucketName: bucket.bucketName, objectPrefixes: [SCANNED_PREFIX] },
    },
    actions: { tagging: { status: 'ENABLED' } },
  });
  plan.node.addDependency(policies);
  new Rule(stack, 'Verdicts', {
    description: 'Verdicts of the scan of uploads',
    eventPattern: {
      source: ['aws.guardduty'],
      detailType: ['GuardDuty Malware Protection Object Scan Result'],
      // The bus has those of every bucket of the account.
      detail: { s3ObjectDetails: { bucketName: [bucket.bucketName] } },
    },
    targets: [
      new SqsQueue(objectEvents.queue, {
        deadLetterQueue: objectEvents.dead,
        retryAttempts: 185,
        maxEventAge: Duration.hours(24),
      }),
    ],
  });
  return { ingest, objectEvents };
}

/** A queue, and where messages go that were taken too often. */
function addWaiting(scope: Construct, id: string, deliveries: number): Waiting {
  const options = {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  };
  const dead = new Queue(scope, `${id}Dead`, options);
  const queue = new Queue(scope, `${id}Queue`, {
    ...options,
    visibilityTimeout: Duration.seconds(120),
    receiveMessageWaitTime: Duration.seconds(20),
    deadLetterQueue: { queue: dead, maxReceiveCount: deliveries },
  });
  return { queue, dead };
}
