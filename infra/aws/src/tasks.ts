import { CfnOutput, Duration, type Stack } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import {
  ContainerImage,
  CpuArchitecture,
  FargateTaskDefinition,
  LogDriver,
  OperatingSystemFamily,
  Secret,
} from 'aws-cdk-lib/aws-ecs';
import { type ISecret, Secret as StoredSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { acknowledge, allObjectsOf } from './acknowledged.ts';
import { addLogGroup } from './logs.ts';
import { SERVICE_RIGHTS } from './rights.ts';
import type { Settings } from './settings.ts';
import { CAPACITIES } from './sizes.ts';
import { IDLE_SECONDS, originHostOf } from './stacks/balancer.ts';
import { DATABASE_NAME, DATABASE_USER } from './stacks/data.ts';
import { SERVER_PORT } from './stacks/network.ts';
import type { ServiceNeeds } from './stacks/fargate.ts';

/** The name of the one container of each task. */
export const CONTAINER = 'outlap';
const USER = '10001:10001';
const STOP_SECONDS = 90;

export type Tasks = Readonly<Record<'serve' | 'consume' | 'migrate', FargateTaskDefinition>>;

/** The same image three times: serving, taking from the queues, migrating once. */
export function addTasks(stack: Stack, settings: Settings, needs: ServiceNeeds): Tasks {
  const add = (id: string, ...command: [string, ...string[]]) =>
    addTask(stack, id, command, settings, needs);
  return {
    serve: add('Serve', 'serve'),
    consume: add('Consume', 'consume'),
    // Servers refuse to start where nobody owns them: the first migration makes the owner's account.
    migrate: add('Migrate', 'migrate', '--owner', settings.owner),
  };
}

function addTask(
  stack: Stack,
  id: string,
  command: readonly [string, ...string[]],
  settings: Settings,
  needs: ServiceNeeds,
): FargateTaskDefinition {
  const { cpu, memoryMiB } = CAPACITIES[settings.size].task;
  const task = new FargateTaskDefinition(stack, id, {
    cpu,
    memoryLimitMiB: memoryMiB,
    runtimePlatform: {
      cpuArchitecture: CpuArchitecture.ARM64,
      operatingSystemFamily: OperatingSystemFamily.LINUX,
    },
    volumes: [{ name: 'data' }, { name: 'tmp' }],
  });
  const isServing = command[0] === 'serve';
  const logGroup = addLogGroup(stack, `${id}Logs`);
  // Where a person finds the link of the first owner.
  if (command[0] === 'migrate')
    new CfnOutput(stack, 'MigrationLogs', { value: logGroup.logGroupName });
  const container = task.addContainer(CONTAINER, {
    image: ContainerImage.fromEcrRepository(needs.repository, settings.image),
    command: [...command],
    user: USER,
    readonlyRootFilesystem: true,
    environment: environmentOf(settings, needs),
    secrets: secretsOf(stack, settings, needs),
    stopTimeout: Duration.seconds(STOP_SECONDS),
    logging: LogDriver.awsLogs({ logGroup, streamPrefix: command[0] }),
    ...(isServing && {
      portMappings: [{ containerPort: SERVER_PORT }],
      healthCheck: {
        command: ['CMD', 'node', '/app/deploy/healthcheck.mjs'],
        interval: Duration.seconds(15),
        timeout: Duration.seconds(5),
        retries: 3,
        startPeriod: Duration.seconds(30),
      },
    }),
  });
  container.addMountPoints(
    { containerPath: '/data', sourceVolume: 'data', readOnly: false },
    { containerPath: '/tmp', sourceVolume: 'tmp', readOnly: false },
  );
  grant(task.taskRole as Role, needs);
  acknowledge(task, {
    'AwsSolutions-ECS2': 'Nothing in it is secret: secrets come from Secrets Manager.',
    'AwsSolutions-IAM5[Resource::*]':
      'The token that the registry is read with is given for the whole account or not at all.',
    [allObjectsOf(settings)]:
      'It reads and writes all objects of its one bucket, which it names itself.',
  });
  return task;
}

/** What a version of the product reads from its environment. */
function environmentOf(settings: Settings, needs: ServiceNeeds): Record<string, string> {
  const { data, cache, async, network } = needs;
  const { hostname, port } = data.database.clusterEndpoint;
  const publicUrl = `https://${settings.domain}`;
  return {
    HOST: '0.0.0.0',
    PORT: String(SERVER_PORT),
    DATA_DIR: '/data',
    DEMO: '0',
    PUBLIC_URL: publicUrl,
    // CloudFront asks by the balancer's name, pages by the public one.
    ALLOWED_HOSTS: `${originHostOf(settings)},localhost`,
    ALLOWED_ORIGINS: publicUrl,
    TRUSTED_PROXIES: network.vpc.vpcCidrBlock,
    KEEP_ALIVE_SECONDS: String(IDLE_SECONDS + 60),
    DATABASE_URL: `postgres://${DATABASE_USER}@${hostname}:${port}/${DATABASE_NAME}`,
    DATABASE_CA: needs.authorities,
    DATABASE_SECRET_ARN: data.database.secret?.secretArn ?? '',
    OBJECT_STORE_URL: `s3://${data.bucket.bucketName}?region=${settings.region}`,
    REDIS_URL: cache.url,
    INGEST_QUEUE_URL: async.ingest.queue.queueUrl,
    OBJECT_EVENTS_QUEUE_URL: async.objectEvents.queue.queueUrl,
    QUEUE_CONSUMER: '0',
    UPLOAD_SCAN: 'guardduty',
    MAIL_FROM: `Outlap <${settings.mailFrom}>`,
    ALERT_MAIL_TO: settings.alarmMail.join(','),
  };
}

function secretsOf(
  stack: Stack,
  { smtpSecretArn }: Settings,
  { secrets }: ServiceNeeds,
): Record<string, Secret> {
  const smtp = stack.node.tryFindChild('Smtp') as ISecret | undefined;
  return {
    ...(smtpSecretArn !== undefined && {
      SMTP_URL: Secret.fromSecretsManager(
        smtp ?? StoredSecret.fromSecretCompleteArn(stack, 'Smtp', smtpSecretArn),
      ),
    }),
    AUTH_SECRET: Secret.fromSecretsManager(secrets.auth),
    METRICS_TOKEN: Secret.fromSecretsManager(secrets.metrics),
  };
}

function grant(role: Role, { data, async }: ServiceNeeds): void {
  const arns = {
    objects: data.bucket.arnForObjects('*'),
    bucket: data.bucket.bucketArn,
    queues: [async.ingest.queue.queueArn, async.objectEvents.queue.queueArn],
    key: data.bucket.encryptionKey?.keyArn ?? '',
    databaseSecret: data.database.secret?.secretArn ?? '',
  };
  for (const [thing, actions] of Object.entries(SERVICE_RIGHTS))
    role.addToPolicy(
      new PolicyStatement({
        actions: [...actions],
        resources: [arns[thing as keyof typeof arns]].flat(),
      }),
    );
}
