import { type App, Aws, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { addTopic } from '../alarms.ts';
import type { Settings } from '../settings.ts';
import { addStack } from '../stack.ts';

export type Base = {
  /** The key of all data, as other stacks see it: what they do leaves its policy alone. */
  readonly keyIn: (stack: Stack) => IKey;
  readonly topic: Topic;
};

/** Services of AWS that use the key on their own behalf. */
const SERVICES = ['cloudwatch.amazonaws.com', 'backup.amazonaws.com'];

/** What everything else of the full shape rests on: the key of the data, and whom alarms tell. */
export function addBase(app: App, settings: Settings): Base {
  const stack = addStack(app, settings, 'Base', { description: 'key and alarms', isKept: true });
  const key = new Key(stack, 'Key', {
    description: 'Data of Outlap at rest',
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  key.addToResourcePolicy(
    new PolicyStatement({
      principals: SERVICES.map((service) => new ServicePrincipal(service)),
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
  );
  return {
    keyIn: (other) => Key.fromKeyArn(other, 'Key', key.keyArn),
    topic: addTopic(stack, settings.alarmMail, key),
  };
}
