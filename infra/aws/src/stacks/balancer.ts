import { type App, Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import type { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { type Alarm, MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import {
  ApplicationLoadBalancer,
  ApplicationListenerRule,
  ApplicationProtocol,
  ApplicationTargetGroup,
  HttpCodeTarget,
  ListenerAction,
  ListenerCondition,
  SslPolicy,
  TargetType,
  XffHeaderProcessingMode,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { ARecord, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { LoadBalancerTarget } from 'aws-cdk-lib/aws-route53-targets';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { acknowledge } from '../acknowledged.ts';
import { addAlarm } from '../alarms.ts';
import { addEdgeSecret, EDGE_HEADER } from '../edge-secret.ts';
import type { Settings } from '../settings.ts';
import { addStack } from '../stack.ts';
import type { Base } from './base.ts';
import { certificateOf, zoneOf } from './dns.ts';
import { type Network, SERVER_PORT } from './network.ts';

type Needs = { readonly base: Base; readonly network: Network };
export type Balancer = {
  readonly stack: Stack;
  readonly balancer: ApplicationLoadBalancer;
  readonly blue: ApplicationTargetGroup;
  readonly green: ApplicationTargetGroup;
  readonly rule: ApplicationListenerRule;
  readonly certificate: Certificate;
  /** While one of these is off, a deployment goes on; else it is rolled back. */
  readonly guards: readonly Alarm[];
};

/** A connection on which nothing is said lives this long. */
export const IDLE_SECONDS = 3600;
const DRAIN_SECONDS = 60;
const MOST_SERVER_ERRORS = 10;
const ACCESS_LOG_DAYS = 7;

/** Where CloudFront finds the balancer. */
export function originHostOf({ domain }: Settings): string {
  return `origin.${domain}`;
}

/**
 * The balancer with both colours of the service. ECS moves the weights of its rule, hence a stack of its own, which a
 * new image leaves alone.
 */
export function addBalancer(app: App, settings: Settings, { base, network }: Needs): Balancer {
  const stack = addStack(app, settings, 'Balancer', { description: 'balancer' });
  const certificate = certificateOf(stack, settings, originHostOf(settings));
  const balancer = new ApplicationLoadBalancer(stack, 'Balancer', {
    vpc: network.vpc,
    vpcSubnets: { subnetType: SubnetType.PUBLIC },
    internetFacing: true,
    securityGroup: network.groups.balancer,
    idleTimeout: Duration.seconds(IDLE_SECONDS),
    dropInvalidHeaderFields: true,
    deletionProtection: true,
    // Passed on as CloudFront wrote it: its last address is the viewer's, and no other can have been put behind it.
    xffHeaderProcessingMode: XffHeaderProcessingMode.PRESERVE,
  });
  balancer.logAccessLogs(addAccessLogs(stack));
  const [blue, green] = [addColour(stack, network, 'Blue'), addColour(stack, network, 'Green')];
  const listener = balancer.addListener('Listener', {
    port: 443,
    protocol: ApplicationProtocol.HTTPS,
    certificates: [certificate],
    sslPolicy: SslPolicy.RECOMMENDED_TLS,
    open: false,
    defaultAction: ListenerAction.fixedResponse(403),
  });
  const secret = addEdgeSecret(stack, settings);
  const rule = new ApplicationListenerRule(stack, 'Rule', {
    listener,
    priority: 10,
    conditions: [
      ListenerCondition.hostHeaders([originHostOf(settings)]),
      ListenerCondition.httpHeader(EDGE_HEADER, [secret.secretValue.unsafeUnwrap()]),
    ],
    action: ListenerAction.weightedForward([
      { targetGroup: blue, weight: 100 },
      { targetGroup: green, weight: 0 },
    ]),
  });
  new ARecord(stack, 'Address', {
    zone: zoneOf(stack, settings),
    recordName: `${originHostOf(settings)}.`,
    target: RecordTarget.fromAlias(new LoadBalancerTarget(balancer)),
  });
  const guards = addGuards(stack, base, [blue, green]);
  return { stack, balancer, blue, green, rule, certificate, guards };
}

function addColour(stack: Stack, network: Network, id: string): ApplicationTargetGroup {
  return new ApplicationTargetGroup(stack, id, {
    vpc: network.vpc,
    port: SERVER_PORT,
    protocol: ApplicationProtocol.HTTP,
    targetType: TargetType.IP,
    deregistrationDelay: Duration.seconds(DRAIN_SECONDS),
    healthCheck: {
      path: '/health/ready',
      healthyHttpCodes: '200',
      interval: Duration.seconds(10),
      timeout: Duration.seconds(5),
      healthyThresholdCount: 2,
      unhealthyThresholdCount: 3,
    },
  });
}

/** Which colour is live nobody knows beforehand: both are looked at. */
function addGuards(stack: Stack, { topic }: Base, colours: ApplicationTargetGroup[]): Alarm[] {
  const options = { period: Duration.minutes(1), statistic: Stats.SUM };
  const sumOf = (code: HttpCodeTarget) =>
    new MathExpression({
      expression: 'FILL(blue, 0) + FILL(green, 0)',
      usingMetrics: {
        blue: colours[0]!.metrics.httpCodeTarget(code, options),
        green: colours[1]!.metrics.httpCodeTarget(code, options),
      },
      period: options.period,
    });
  return [
    addAlarm(stack, topic, 'ServerErrors', {
      metric: sumOf(HttpCodeTarget.TARGET_5XX_COUNT),
      above: MOST_SERVER_ERRORS,
      means: `More than ${MOST_SERVER_ERRORS} answers of 5xx in a minute, of both colours together`,
    }),
    addAlarm(stack, topic, 'UnhealthyServers', {
      metric: new MathExpression({
        expression: 'FILL(blue, 0) + FILL(green, 0)',
        usingMetrics: {
          blue: colours[0]!.metrics.unhealthyHostCount({ period: options.period }),
          green: colours[1]!.metrics.unhealthyHostCount({ period: options.period }),
        },
        period: options.period,
      }),
      above: 0,
      periods: 5,
      means: 'A server does not become ready: see what /health/ready says',
    }),
  ];
}

function addAccessLogs(stack: Stack): Bucket {
  const bucket = new Bucket(stack, 'AccessLogs', {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    // The balancer writes under no other encryption.
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    lifecycleRules: [{ expiration: Duration.days(ACCESS_LOG_DAYS) }],
    removalPolicy: RemovalPolicy.RETAIN,
  });
  acknowledge(bucket, { 'AwsSolutions-S1': 'It is itself where logs go.' });
  return bucket;
}
