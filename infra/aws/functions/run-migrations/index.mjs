// Asked by ECS before it starts a new version, and again every few seconds until it knows: runs the migrations of that
// version once, as a task, and lets the deployment go on only if they ended well.
import { createHash } from 'node:crypto';
import { DescribeTasksCommand, ECSClient, RunTaskCommand } from '@aws-sdk/client-ecs';

const SECONDS_BETWEEN = 15;

export function handlerOf(client, environment) {
  const { CLUSTER, TASK_DEFINITION, CONTAINER, SUBNETS = '', SECURITY_GROUP } = environment;
  const start = async (deployment) => {
    const { tasks = [], failures = [] } = await client.send(
      new RunTaskCommand({
        cluster: CLUSTER,
        taskDefinition: TASK_DEFINITION,
        launchType: 'FARGATE',
        // Asked twice about one deployment it is still one task.
        clientToken: createHash('sha256').update(deployment).digest('hex').slice(0, 36),
        networkConfiguration: {
          awsvpcConfiguration: {
            subnets: SUBNETS.split(','),
            securityGroups: [SECURITY_GROUP],
            assignPublicIp: 'DISABLED',
          },
        },
      }),
    );
    const [task] = tasks;
    if (!task) throw new Error(`No task: ${failures.map(({ reason }) => reason).join(', ')}`);
    return task.taskArn;
  };
  const look = async (taskArn) => {
    const { tasks = [] } = await client.send(
      new DescribeTasksCommand({ cluster: CLUSTER, tasks: [taskArn] }),
    );
    const [task] = tasks;
    if (task?.lastStatus !== 'STOPPED') return 'IN_PROGRESS';
    const container = task.containers?.find(({ name }) => name === CONTAINER);
    console.log(
      JSON.stringify({ taskArn, exitCode: container?.exitCode, why: task.stoppedReason }),
    );
    return container?.exitCode === 0 ? 'SUCCEEDED' : 'FAILED';
  };
  return async (event) => {
    const before = event.hookDetails?.taskArn;
    if (before === undefined) {
      const taskArn = await start(JSON.stringify(event.executionDetails ?? event));
      return {
        hookStatus: 'IN_PROGRESS',
        callBackDelay: SECONDS_BETWEEN,
        hookDetails: { taskArn },
      };
    }
    const hookStatus = await look(before);
    return hookStatus === 'IN_PROGRESS'
      ? { hookStatus, callBackDelay: SECONDS_BETWEEN, hookDetails: { taskArn: before } }
      : { hookStatus };
  };
}

export const handler = handlerOf(new ECSClient({}), process.env);
