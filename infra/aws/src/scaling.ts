import { Duration } from 'aws-cdk-lib';
import {
  AdjustmentType,
  CfnScalingPolicy,
  type ScalableTarget,
} from 'aws-cdk-lib/aws-applicationautoscaling';
import type { FargateService } from 'aws-cdk-lib/aws-ecs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Settings } from './settings.ts';
import { CAPACITIES } from './sizes.ts';
import type { Balancer } from './stacks/balancer.ts';

const CPU_PERCENT = 60;
/** Messages that one consumer is expected to work off within minutes. */
const BACKLOG_OF_TASK = 2000;
const COOL_DOWN = Duration.minutes(5);

/** Servers by what they compute, and by the connections that each of them holds. */
export function scaleServers(
  servers: FargateService,
  settings: Settings,
  { balancer, blue, green }: Balancer,
): void {
  const { fewest, most, connections } = CAPACITIES[settings.size].task;
  const count = servers.autoScaleTaskCount({ minCapacity: fewest, maxCapacity: most });
  count.scaleOnCpuUtilization('Cpu', {
    targetUtilizationPercent: CPU_PERCENT,
    scaleInCooldown: COOL_DOWN,
  });
  const perMetric = (id: string, metricName: string, stat: string, targetGroup?: string) => ({
    id,
    returnData: false,
    metricStat: {
      stat,
      metric: {
        namespace: 'AWS/ApplicationELB',
        metricName,
        dimensions: [
          { name: 'LoadBalancer', value: balancer.loadBalancerFullName },
          ...(targetGroup === undefined ? [] : [{ name: 'TargetGroup', value: targetGroup }]),
        ],
      },
    },
  });
  const { scalableTargetId } = (count as unknown as { target: ScalableTarget }).target;
  new CfnScalingPolicy(servers, 'Connections', {
    policyName: `${settings.name}-connections`,
    policyType: 'TargetTrackingScaling',
    scalingTargetId: scalableTargetId,
    targetTrackingScalingPolicyConfiguration: {
      // The balancer counts each connection twice: from CloudFront to it, and from it to a server.
      targetValue: 2 * connections,
      scaleInCooldown: COOL_DOWN.toSeconds(),
      customizedMetricSpecification: {
        metrics: [
          perMetric('connections', 'ActiveConnectionCount', 'Sum'),
          perMetric('blue', 'HealthyHostCount', 'Average', blue.targetGroupFullName),
          perMetric('green', 'HealthyHostCount', 'Average', green.targetGroupFullName),
          {
            id: 'each',
            expression: 'connections / (FILL(blue, 0) + FILL(green, 0))',
            returnData: true,
          },
        ],
      },
    },
  });
}

/** Consumers by the backlog that is left to each. */
export function scaleConsumers(consumers: FargateService, settings: Settings, queue: IQueue): void {
  const { fewest, most } = CAPACITIES[settings.size].consumers;
  const count = consumers.autoScaleTaskCount({ minCapacity: fewest, maxCapacity: most });
  const steps = Array.from({ length: most - fewest + 1 }, (_, index) => ({
    change: fewest + index,
    ...(index === 0 ? {} : { lower: (fewest + index - 1) * BACKLOG_OF_TASK }),
    ...(index === 0 ? { upper: fewest * BACKLOG_OF_TASK } : {}),
  }));
  count.scaleOnMetric('Backlog', {
    metric: queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }),
    adjustmentType: AdjustmentType.EXACT_CAPACITY,
    scalingSteps: steps,
    cooldown: Duration.minutes(2),
  });
}
