import { type App, Duration, type Stack } from 'aws-cdk-lib';
import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import {
  AlarmBehavior,
  AlternateTarget,
  AvailabilityZoneRebalancing,
  Cluster,
  DeploymentStrategy,
  FargateService,
  type FargateTaskDefinition,
  ListenerRuleConfiguration,
} from 'aws-cdk-lib/aws-ecs';
import type { Repository } from 'aws-cdk-lib/aws-ecr';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { acknowledge } from '../acknowledged.ts';
import { addMigrations } from '../migrations.ts';
import { scaleConsumers, scaleServers } from '../scaling.ts';
import type { Settings } from '../settings.ts';
import { addStack } from '../stack.ts';
import { addTasks, CONTAINER } from '../tasks.ts';
import type { Async } from './async.ts';
import type { Balancer } from './balancer.ts';
import type { Cache } from './cache.ts';
import type { Data } from './data.ts';
import { type Network, SERVER_PORT } from './network.ts';

export type ServiceNeeds = {
  readonly network: Network;
  readonly data: Data;
  readonly cache: Cache;
  readonly repository: Repository;
  readonly balancer: Balancer;
  readonly async: Async;
  readonly secrets: Secrets;
  /** Whose certificates the database shows, as PEM. */
  readonly authorities: string;
};
/** Secrets of the product that outlive every version of it. */
export type Secrets = { readonly auth: Secret; readonly metrics: Secret };
export type Service = { readonly servers: FargateService; readonly consumers: FargateService };

/** A new version is watched this long beside the old one, before that is stopped. */
const BAKE_MINUTES = 10;

/** All that a new image changes: the servers, the consumers of the queues, the migrations before them. */
export function addService(app: App, settings: Settings, needs: ServiceNeeds): Service {
  const stack = addStack(app, settings, 'Service', { description: 'servers and consumers' });
  const cluster = new Cluster(stack, 'Cluster', { vpc: needs.network.vpc });
  acknowledge(cluster, {
    'AwsSolutions-ECS4':
      'Servers publish their own metrics and traces; Container Insights would cost as much as a server.',
  });
  const tasks = addTasks(stack, settings, needs);
  const servers = addServers(stack, needs, cluster, tasks.serve);
  const consumers = addConsumers(stack, needs, cluster, tasks.consume);
  addMigrations(stack, { servers, cluster, task: tasks.migrate, network: needs.network });
  scaleServers(servers, settings, needs.balancer);
  scaleConsumers(consumers, settings, needs.async.ingest.queue);
  // Those know the old version's rows as long as it runs: servers first, which bring the migrations with them.
  consumers.node.addDependency(servers);
  return { servers, consumers };
}

function addServers(
  stack: Stack,
  { network, balancer }: ServiceNeeds,
  cluster: Cluster,
  taskDefinition: FargateTaskDefinition,
): FargateService {
  const servers = new FargateService(stack, 'Servers', {
    cluster,
    taskDefinition,
    securityGroups: [network.groups.service],
    vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
    assignPublicIp: false,
    minHealthyPercent: 100,
    maxHealthyPercent: 200,
    availabilityZoneRebalancing: AvailabilityZoneRebalancing.ENABLED,
    healthCheckGracePeriod: Duration.seconds(60),
    deploymentStrategy: DeploymentStrategy.BLUE_GREEN,
    bakeTime: Duration.minutes(BAKE_MINUTES),
    deploymentAlarms: {
      alarmNames: balancer.guards.map(({ alarmName }) => alarmName),
      behavior: AlarmBehavior.ROLLBACK_ON_ALARM,
    },
  });
  acknowledge(servers, {
    'Annotation::@aws-cdk/aws-ecs:shouldUseCircuitBreaker':
      'Whether it acts on blue and green is said in two ways; alarms, the bake time and the hook roll back.',
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers]':
      'ECS keeps the list of what it needs to move a listener itself.',
    'AwsSolutions-IAM5[Resource::<RunMigrationsF1C26F1B.Arn>:*]':
      'ECS calls the function that runs the migrations; these are its versions.',
  });
  servers
    .loadBalancerTarget({
      containerName: CONTAINER,
      containerPort: SERVER_PORT,
      alternateTarget: new AlternateTarget('Alternate', {
        alternateTargetGroup: balancer.green,
        productionListener: ListenerRuleConfiguration.applicationListenerRule(balancer.rule),
      }),
    })
    .attachToApplicationTargetGroup(balancer.blue);
  return servers;
}

function addConsumers(
  stack: Stack,
  { network }: ServiceNeeds,
  cluster: Cluster,
  taskDefinition: FargateTaskDefinition,
): FargateService {
  return new FargateService(stack, 'Consumers', {
    cluster,
    taskDefinition,
    securityGroups: [network.groups.service],
    vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
    assignPublicIp: false,
    minHealthyPercent: 100,
    maxHealthyPercent: 200,
    circuitBreaker: { enable: true, rollback: true },
  });
}
