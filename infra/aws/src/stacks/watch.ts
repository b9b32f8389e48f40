import { type App, Duration, type Stack } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { HttpCodeElb, HttpCodeTarget } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { addAlarm } from '../alarms.ts';
import type { Settings } from '../settings.ts';
import { addStack } from '../stack.ts';
import type { Async } from './async.ts';
import type { Balancer } from './balancer.ts';
import type { Base } from './base.ts';
import type { Cache } from './cache.ts';
import type { Data } from './data.ts';
import type { Service } from './fargate.ts';

type Needs = {
  readonly base: Base;
  readonly data: Data;
  readonly cache: Cache;
  readonly balancer: Balancer;
  readonly async: Async;
  readonly service: Service;
};

const FIVE = Duration.minutes(5);
const MOST_WAIT_SECONDS = 120;
const MOST_PERCENT = 80;
const MOST_CONNECTIONS = 400;
const MOST_VOLUME_BYTES = 5 * 2 ** 40;
const LEAST_DAYS = 30;

type Watch = { readonly stack: Stack; readonly needs: Needs };

/** Alarms and the board of the full shape; those that deployments wait for are the balancer's. */
export function addWatch(app: App, settings: Settings, needs: Needs): void {
  const stack = addStack(app, settings, 'Watch', { description: 'alarms and board' });
  const watch = { stack, needs };
  watchQueues(watch);
  watchDatabase(watch);
  watchServers(watch);
  addBoard(watch);
}

function watchQueues({ stack, needs: { base, async } }: Watch): void {
  for (const [name, { queue, dead }] of Object.entries({
    Ingest: async.ingest,
    ObjectEvents: async.objectEvents,
  })) {
    addAlarm(stack, base.topic, `${name}Waits`, {
      metric: queue.metricApproximateAgeOfOldestMessage({ period: FIVE }),
      above: MOST_WAIT_SECONDS,
      periods: 2,
      means: `Messages of ${name} wait for more than ${MOST_WAIT_SECONDS} s: are there consumers?`,
    });
    addAlarm(stack, base.topic, `${name}Dead`, {
      metric: dead.metricApproximateNumberOfMessagesVisible({
        period: FIVE,
        statistic: Stats.MAXIMUM,
      }),
      above: 0,
      means: `Messages of ${name} could not be worked off, and lie in the queue beside it`,
    });
  }
}

function watchDatabase({ stack, needs: { base, data, cache } }: Watch): void {
  const { database } = data;
  const writer = { WRITER: { DBClusterIdentifier: database.clusterIdentifier, Role: 'WRITER' } };
  const ofWriter = (metricName: string) =>
    new Metric({
      namespace: 'AWS/RDS',
      metricName,
      dimensionsMap: writer.WRITER,
      period: FIVE,
      statistic: Stats.AVERAGE,
    });
  addAlarm(stack, base.topic, 'DatabaseCpu', {
    metric: ofWriter('CPUUtilization'),
    above: MOST_PERCENT,
    periods: 3,
    means: 'The database computes more than it should: a larger size, or a slow statement',
  });
  addAlarm(stack, base.topic, 'DatabaseConnections', {
    metric: ofWriter('DatabaseConnections'),
    above: MOST_CONNECTIONS,
    periods: 2,
    means: 'Servers hold many connections: DATABASE_POOL by the number of tasks',
  });
  addAlarm(stack, base.topic, 'DatabaseUnits', {
    metric: database.metricACUUtilization({ period: FIVE }),
    above: MOST_PERCENT,
    periods: 3,
    means: 'The database is at its largest size: more units at most, or a larger installation',
  });
  addAlarm(stack, base.topic, 'DatabaseStorage', {
    metric: new Metric({
      namespace: 'AWS/RDS',
      metricName: 'VolumeBytesUsed',
      dimensionsMap: { DBClusterIdentifier: database.clusterIdentifier },
      period: Duration.hours(1),
    }),
    above: MOST_VOLUME_BYTES,
    means: 'The database holds more than 5 TiB: should samples be removed (SAMPLES_KEEP_DAYS)?',
  });
  addAlarm(stack, base.topic, 'CacheFull', {
    metric: new Metric({
      namespace: 'AWS/ElastiCache',
      metricName: 'Evictions',
      dimensionsMap: { clusterId: cache.name },
      period: FIVE,
      statistic: Stats.SUM,
    }),
    above: 0,
    periods: 3,
    means: 'Valkey drops entries: it is too small',
  });
}

function watchServers({ stack, needs: { base, balancer, service } }: Watch): void {
  const { topic } = base;
  addAlarm(stack, topic, 'BalancerErrors', {
    metric: balancer.balancer.metrics.httpCodeElb(HttpCodeElb.ELB_5XX_COUNT, { period: FIVE }),
    above: 10,
    means: 'The balancer itself answers 5xx: no server is ready, or one closed a connection',
  });
  const options = { period: FIVE, statistic: Stats.p(99) };
  addAlarm(stack, topic, 'Slow', {
    metric: new MathExpression({
      expression: 'MAX([FILL(blue, 0), FILL(green, 0)])',
      usingMetrics: {
        blue: balancer.blue.metrics.targetResponseTime(options),
        green: balancer.green.metrics.targetResponseTime(options),
      },
      period: FIVE,
    }),
    above: 2,
    periods: 3,
    means: 'One answer of a hundred takes more than 2 s',
  });
  addAlarm(stack, topic, 'ServerMemory', {
    metric: service.servers.metricMemoryUtilization({ period: FIVE }),
    above: 85,
    periods: 3,
    means: 'Servers run out of memory: they shed requests, then restart',
  });
  addAlarm(stack, topic, 'CertificateDays', {
    metric: balancer.certificate.metricDaysToExpiry(),
    below: LEAST_DAYS,
    means: 'The certificate of the balancer was not renewed: is its record still in the zone?',
  });
}

function addBoard({ stack, needs: { data, balancer, async, service } }: Watch): void {
  const answers = (code: HttpCodeTarget) =>
    [balancer.blue, balancer.green].map(({ metrics }) => metrics.httpCodeTarget(code));
  const board = new Dashboard(stack, 'Board', { defaultInterval: Duration.days(1) });
  const graph = (title: string, left: Metric[]) => new GraphWidget({ title, left });
  board.addWidgets(
    graph('Connections', [balancer.balancer.metrics.activeConnectionCount()]),
    graph('Answers of 5xx', answers(HttpCodeTarget.TARGET_5XX_COUNT)),
    graph('Oldest message (s)', [
      async.ingest.queue.metricApproximateAgeOfOldestMessage(),
      async.objectEvents.queue.metricApproximateAgeOfOldestMessage(),
    ] as Metric[]),
    graph('Servers: processor, memory (%)', [
      service.servers.metricCpuUtilization(),
      service.servers.metricMemoryUtilization(),
    ]),
    graph('Database: processor (%)', [data.database.metricCPUUtilization()]),
    graph('Database: connections', [data.database.metricDatabaseConnections()]),
  );
}
