import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';

const folder = join(import.meta.dirname, '..', 'functions');
type Call = Readonly<Record<string, unknown>>;
const load = async <T>(name: string) => (await import(join(folder, name, 'index.mjs'))) as T;

/** Versions of one secret, as Secrets Manager keeps them. */
function secretsManager(first: string) {
  const versions = new Map<string, { value: string | undefined; stages: string[] }>([
    ['v1', { value: first, stages: ['AWSCURRENT'] }],
  ]);
  const at = (stage: string) => [...versions.values()].find(({ stages }) => stages.includes(stage));
  return {
    current: () => at('AWSCURRENT')?.value,
    begin: (id: string) => versions.set(id, { value: undefined, stages: ['AWSPENDING'] }),
    describeSecret: async () => ({
      VersionIdsToStages: Object.fromEntries([...versions].map(([id, { stages }]) => [id, stages])),
    }),
    getSecretValue: async ({ VersionStage }: Call) => {
      const value = at(String(VersionStage))?.value;
      if (value === undefined)
        throw Object.assign(new Error('no value'), { name: 'ResourceNotFoundException' });
      return { SecretString: value };
    },
    putSecretValue: async ({ ClientRequestToken, SecretString }: Call) => {
      versions.set(String(ClientRequestToken), {
        value: String(SecretString),
        stages: ['AWSPENDING'],
      });
    },
    updateSecretVersionStage: async ({ MoveToVersionId, RemoveFromVersionId }: Call) => {
      versions.get(String(RemoveFromVersionId))!.stages = ['AWSPREVIOUS'];
      versions.get(String(MoveToVersionId))!.stages = ['AWSCURRENT'];
    },
  };
}

test('AUTH_SECRET: a new secret waits a turn before it is used, and no old one is forgotten', async () => {
  const { handlerOf } = await load<{
    handlerOf: (manager: unknown) => (event: Call) => Promise<void>;
  }>('rotate-secret');
  const first = 'f'.repeat(48);
  const manager = secretsManager(first);
  const handler = handlerOf(manager);
  const turn = async (version: string) => {
    manager.begin(version);
    const event = { SecretId: 'secret', ClientRequestToken: version };
    // Secrets Manager repeats a step that it did not see end.
    for (const Step of ['createSecret', 'createSecret', 'setSecret', 'testSecret'])
      await handler({ ...event, Step });
    for (const Step of ['finishSecret', 'finishSecret']) await handler({ ...event, Step });
    return manager.current()!.split(',');
  };
  const one = await turn('v2');
  expect(one).toEqual([first, expect.stringMatching(/^[\w-]{48}$/)]);
  const two = await turn('v3');
  expect(two).toEqual([one[1], expect.any(String), first]);
  const three = await turn('v4');
  expect(three).toEqual([two[1], expect.any(String), one[1], first]);
  expect(new Set(three).size).toBe(4);
  await expect(handler({ Step: 'else', SecretId: 's' })).rejects.toThrow('no step');
});

test.each([
  [0, 'SUCCEEDED'],
  [1, 'FAILED'],
  [undefined, 'FAILED'],
])('migrations that end with %s: %s', async (exitCode, wanted) => {
  const { handlerOf } = await load<{
    handlerOf: (ecs: unknown, environment: Call) => (event: Call) => Promise<Call>;
  }>('run-migrations');
  const runs: Call[] = [];
  let lastStatus = 'RUNNING';
  const ecs = {
    runTask: async (call: Call) => {
      runs.push(call);
      return { tasks: [{ taskArn: 'task/1' }] };
    },
    describeTasks: async () => ({
      tasks: [
        {
          lastStatus,
          containers: [{ name: 'outlap', ...(exitCode !== undefined && { exitCode }) }],
        },
      ],
    }),
  };
  const environment = { CLUSTER: 'c', TASK_DEFINITION: 't', CONTAINER: 'outlap', SUBNETS: 'a,b' };
  const handler = handlerOf(ecs, environment);
  const executionDetails = { serviceArn: 's', targetServiceRevisionArn: 'r' };
  const first = await handler({ executionDetails });
  expect(first).toMatchObject({ hookStatus: 'IN_PROGRESS', hookDetails: { taskArn: 'task/1' } });
  const second = await handler({ executionDetails, hookDetails: first['hookDetails'] });
  expect(second).toEqual(first);
  lastStatus = 'STOPPED';
  expect(await handler({ executionDetails, hookDetails: first['hookDetails'] })).toEqual({
    hookStatus: wanted,
  });
  expect(runs).toHaveLength(1);
  expect(runs[0]).toMatchObject({
    launchType: 'FARGATE',
    networkConfiguration: {
      awsvpcConfiguration: { subnets: ['a', 'b'], assignPublicIp: 'DISABLED' },
    },
  });
  expect(String(runs[0]!['clientToken'])).toMatch(/^[0-9a-f]{36}$/);
});

test('migrations that no task can be started for let nothing go on', async () => {
  const { handlerOf } = await load<{
    handlerOf: (ecs: unknown, environment: Call) => (event: Call) => Promise<Call>;
  }>('run-migrations');
  const ecs = { runTask: async () => ({ tasks: [], failures: [{ reason: 'RESOURCE:CPU' }] }) };
  await expect(handlerOf(ecs, {})({ executionDetails: {} })).rejects.toThrow('RESOURCE:CPU');
});

test('addresses of pages lead to the page, files stay what they are', () => {
  const code = readFileSync(join(folder, 'site-paths.js'), 'utf8');
  const { handler } = runInNewContext(`${code}; ({ handler })`) as {
    handler: (event: unknown) => { uri: string };
  };
  const lead = (uri: string) => handler({ request: { uri } }).uri;
  expect(lead('/')).toBe('/index.html');
  expect(lead('/sessions/0198c')).toBe('/index.html');
  expect(lead('/v1.2/laps')).toBe('/index.html');
  expect(lead('/_app/immutable/entry/start.Bx1.js')).toBe('/_app/immutable/entry/start.Bx1.js');
  expect(lead('/favicon.svg')).toBe('/favicon.svg');
});
