import { type App, Duration } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Operation, type Table } from 'aws-cdk-lib/aws-dynamodb';
import { acknowledge } from '../acknowledged.ts';
import { addAlarm, addTopic, percent } from '../alarms.ts';
import { IDENTITY_FUNCTIONS } from '../rights.ts';
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

/** Alarms and a board for identity without servers. Those of CloudFront live where its metrics are. */
export function addSiteWatch(app: App, settings: Settings, { auth, table }: Needs): void {
  const stack = addStack(app, settings, 'Watch', { description: 'alarms and board of identity' });
  const topic = addTopic(stack, settings.alarmMail);
  acknowledge(topic, {
    'AwsSolutions-SNS2':
      'CloudWatch cannot write to a topic under the key of AWS, and a key of our own costs more than this whole shape: a notice names an alarm and a number.',
  });
  const functions = IDENTITY_FUNCTIONS.map((name) => ({ name, is: auth.functions[name] }));
  for (const { name, is } of functions) {
    const id = name.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
    addAlarm(stack, topic, `${id}Errors`, {
      metric: percent(is.metricErrors(SUM), is.metricInvocations(SUM)),
      above: MOST_ERRORS_PERCENT,
      means: `More than ${MOST_ERRORS_PERCENT} % of the calls of ${name} fail`,
    });
    addAlarm(stack, topic, `${id}Slow`, {
      metric: is.metricDuration({ period: PERIOD, statistic: Stats.p(99) }),
      above: SLOW_MS,
      periods: 2,
      means: `The slowest calls of ${name} come near its time limit of 15 s`,
    });
    addAlarm(stack, topic, `${id}Throttled`, {
      metric: is.metricThrottles(SUM),
      above: 0,
      means: `Calls of ${name} are refused: the account's limit of functions at a time is reached`,
    });
  }
  const serverErrors = auth.stage.metricServerError(SUM);
  addAlarm(stack, topic, 'ServerErrors', {
    metric: serverErrors,
    above: MOST_SERVER_ERRORS,
    means: `More than ${MOST_SERVER_ERRORS} answers of 5xx in five minutes`,
  });
  const operations = [
    Operation.GET_ITEM,
    Operation.BATCH_GET_ITEM,
    Operation.QUERY,
    Operation.PUT_ITEM,
    Operation.DELETE_ITEM,
  ];
  const throttled = table.metricThrottledRequestsForOperations({ operations, ...SUM });
  addAlarm(stack, topic, 'TableThrottled', {
    metric: throttled,
    above: 0,
    means: 'DynamoDB refuses requests of identity',
  });
  const board = new Dashboard(stack, 'Board', { defaultInterval: Duration.days(1) });
  board.addWidgets(
    new GraphWidget({ title: 'Calls', left: functions.map(({ is }) => is.metricInvocations(SUM)) }),
    new GraphWidget({ title: 'Errors', left: functions.map(({ is }) => is.metricErrors(SUM)) }),
    new GraphWidget({
      title: 'Slowest calls (ms)',
      left: functions.map(({ is }) =>
        is.metricDuration({ period: PERIOD, statistic: Stats.p(99) }),
      ),
    }),
    new GraphWidget({ title: 'Refused or failed', left: [serverErrors, throttled] }),
  );
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
