// Asked by ECS before it starts a new version, and again every few seconds until it knows: runs the migrations of that
// version once, as a task, and lets the deployment go on only if they ended well.
import { createHash } from 'node:crypto';

const SECONDS_BETWEEN = 15;

/** `ecs` runs a task and describes tasks, as AWS does. */
export function handlerOf(ecs, environment) {
  const {
    CLUSTER: cluster,
    TASK_DEFINITION,
    CONTAINER,
    SUBNETS = '',
    SECURITY_GROUP,
  } = environment;
  const start = async (deployment) => {
    const { tasks = [], failures = [] } = await ecs.runTask({
      cluster,
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
    });
    const [task] = tasks;
    if (!task) throw new Error(`No task: ${failures.map(({ reason }) => reason).join(', ')}`);
    return task.taskArn;
  };
  const look = async (taskArn) => {
    const { tasks = [] } = await ecs.describeTasks({ cluster, tasks: [taskArn] });
    const [task] = tasks;
    if (task === undefined) return 'FAILED';
    if (task.lastStatus !== 'STOPPED') return 'IN_PROGRESS';
    const container = task.containers?.find(({ name }) => name === CONTAINER);
    console.log(
      JSON.stringify({ taskArn, exitCode: container?.exitCode, why: task.stoppedReason }),
    );
    return container?.exitCode === 0 ? 'SUCCEEDED' : 'FAILED';
  };
  return async ({ hookDetails, executionDetails }) => {
    const taskArn = hookDetails?.taskArn ?? (await start(JSON.stringify(executionDetails)));
    const hookStatus = hookDetails?.taskArn ? await look(taskArn) : 'IN_PROGRESS';
    return hookStatus === 'IN_PROGRESS'
      ? { hookStatus, callBackDelay: SECONDS_BETWEEN, hookDetails: { taskArn } }
      : { hookStatus };
  };
}

export async function handler(event) {
  // What Lambda's runtime brings.
  const { ECS } = await import('@aws-sdk/client-ecs');
  return handlerOf(new ECS({}), process.env)(event);
}
