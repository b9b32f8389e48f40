import { Duration, Fn, type Stack } from 'aws-cdk-lib';
import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import {
  type Cluster,
  DeploymentLifecycleLambdaTarget,
  DeploymentLifecycleStage,
  type FargateService,
  type FargateTaskDefinition,
} from 'aws-cdk-lib/aws-ecs';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { join } from 'node:path';
import { acknowledge } from './acknowledged.ts';
import { addFunction } from './function.ts';
import { RIGHTS } from './rights.ts';
import type { Network } from './stacks/network.ts';
import { CONTAINER } from './tasks.ts';

type Parts = {
  readonly servers: FargateService;
  readonly cluster: Cluster;
  readonly task: FargateTaskDefinition;
  readonly network: Network;
};

/** Before a new version starts, its migrations run once as a task; where they fail, the old version stays. */
export function addMigrations(stack: Stack, { servers, cluster, task, network }: Parts): void {
  const { vpc, groups } = network;
  const hook = addFunction(stack, 'RunMigrations', {
    code: Code.fromAsset(join(import.meta.dirname, '..', 'functions', 'run-migrations')),
    description: 'migrations before a new version',
    memoryMiB: 256,
    timeout: Duration.seconds(30),
    environment: {
      CLUSTER: cluster.clusterName,
      TASK_DEFINITION: task.taskDefinitionArn,
      CONTAINER,
      SUBNETS: Fn.join(
        ',',
        vpc.selectSubnets({ subnetType: SubnetType.PRIVATE_WITH_EGRESS }).subnetIds,
      ),
      SECURITY_GROUP: groups.service.securityGroupId,
    },
    rights: { logs: RIGHTS['rotate-secret'].logs },
    things: {},
  });
  const role = hook.role as Role;
  const onCluster = { ArnEquals: { 'ecs:cluster': cluster.clusterArn } };
  const tasks = stack.formatArn({
    service: 'ecs',
    resource: 'task',
    resourceName: `${cluster.clusterName}/*`,
  });
  const passed = [task.taskRole.roleArn, task.obtainExecutionRole().roleArn];
  for (const statement of [
    {
      actions: ['ecs:RunTask'],
      resources: [task.taskDefinitionArn],
      conditions: onCluster,
    },
    { actions: ['ecs:DescribeTasks'], resources: [tasks], conditions: onCluster },
    {
      actions: ['iam:PassRole'],
      resources: passed,
      conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    },
  ])
    role.addToPolicy(new PolicyStatement(statement));
  acknowledge(role, {
    [`AwsSolutions-IAM5[Resource::arn:aws:ecs:${stack.region}:<AWS::AccountId>:task/<ClusterEB0386A7>/*]`]:
      'A task has no name before it runs; those of this one cluster can be looked at.',
  });
  servers.addLifecycleHook(
    new DeploymentLifecycleLambdaTarget(hook, 'Migrations', {
      lifecycleStages: [DeploymentLifecycleStage.PRE_SCALE_UP],
    }),
  );
}
