import { type App, Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { acknowledge } from '../acknowledged.ts';
import { addAlarm, addTopic, percent } from '../alarms.ts';
import type { Settings } from '../settings.ts';
import { addStack } from '../stack.ts';
import type { Auth } from './auth.ts';

type Needs = { readonly auth: Auth; readonly table: Table };

const PERIOD = Duration.minutes(5);
const SUM = { period: PERIOD, statistic: Stats.SUM };
/** Above these somebody is told. */
export const MOST_ERRORS_PERCENT = 1;
const MOST_SERVER_ERRORS = 10;
const SLOW_MS = 12_000;

/** Alarms for identity without servers; a board would cost more than all the rest. Those of CloudFront live where its metrics are. */
export function addSiteWatch(app: App, settings: Settings, { auth, table }: Needs): void {
  const stack = addStack(app, settings, 'Watch', { description: 'alarms of identity' });
  const topic = addTopic(stack, settings.alarmMail);
  acknowledge(topic, {
    'AwsSolutions-SNS2':
      'CloudWatch cannot write to a topic under the key of AWS, and a key of our own costs more than this whole shape: a notice names an alarm and a number.',
  });
  // Of all functions together: the account is this installation's, and an alarm costs by the metrics in it.
  const errors = Function.metricAllErrors(SUM);
  addAlarm(stack, topic, 'Errors', {
    metric: percent(errors, Function.metricAllInvocations(SUM)),
    above: MOST_ERRORS_PERCENT,
    means: `More than ${MOST_ERRORS_PERCENT} % of the calls of functions fail`,
  });
  addAlarm(stack, topic, 'Throttled', {
    metric: Function.metricAllThrottles(SUM),
    above: 0,
    means: "Calls are refused: the account's limit of functions at a time is reached",
  });
  addAlarm(stack, topic, 'Slow', {
    metric: auth.stage.metricLatency({ period: PERIOD, statistic: Stats.p(99) }),
    above: SLOW_MS,
    periods: 2,
    means: 'The slowest answers come near the time limit of functions, 15 s',
  });
  addAlarm(stack, topic, 'ServerErrors', {
    metric: auth.stage.metricServerError(SUM),
    above: MOST_SERVER_ERRORS,
    means: `More than ${MOST_SERVER_ERRORS} answers of 5xx in five minutes`,
  });
  for (const way of ['Read', 'Write'] as const)
    addAlarm(stack, topic, `Table${way}Throttled`, {
      metric: table.metric(`${way}ThrottleEvents`, SUM),
      above: 0,
      means: `DynamoDB refuses to ${way.toLowerCase()} what identity asks for`,
    });
}

/** The share of CloudFront's answers that are 5xx, in percent; its metrics are in one region only. */
export function cloudFrontErrors(distributionId: string): Metric {
  return new Metric({
    namespace: 'AWS/CloudFront',
    metricName: '5xxErrorRate',
    dimensionsMap: { DistributionId: distributionId, Region: 'Global' },
    period: PERIOD,
    statistic: Stats.AVERAGE,
  });
}
