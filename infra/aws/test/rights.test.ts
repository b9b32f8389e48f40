import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  IDENTITY_FUNCTIONS,
  type IdentityFunction,
  RIGHTS,
  type Rights,
  SERVICE_RIGHTS,
} from '../src/rights.ts';
import { synthesise } from '../src/synthesise.ts';
import { listResources, ofType, rightsOf } from './resources.ts';

const site = listResources(synthesise('serverless'));
const full = listResources(synthesise('small'));
const root = join(import.meta.dirname, '..', '..', '..');
const STACK = 'OutlapSite-Auth';

/** The logical id of what a right is about, in the text of its ARN. */
const ARNS = {
  table: /^\{"Fn::GetStackOutput":\{"StackName":"OutlapSite-Data",.*Table.*Arn/,
  secret: /^\{"Ref":"AuthSecret[0-9A-F]+"\}$/,
  logs: /^\{"Fn::GetAtt":\["[A-Za-z]+Logs[0-9A-F]+","Arn"\]\}$/,
};

describe('functions have the rights of the table, and no other', () => {
  test.each([...IDENTITY_FUNCTIONS, 'rotate-secret'] as const)('%s', (name) => {
    const id = name.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
    const role = ofType(site, 'AWS::IAM::Role').find((one) =>
      new RegExp(`^${id === 'Signup' ? 'SignUp' : id}Role[0-9A-F]{8}$`).test(one.id),
    )!;
    const wanted = Object.entries<readonly string[]>(RIGHTS[name] as Rights).flatMap(
      ([thing, actions]) =>
        actions.map((action) => [action, ARNS[thing as keyof typeof ARNS]] as const),
    );
    const found = rightsOf(site, STACK, role.id).map((right) => right.split(/ (.*)/s));
    expect(found.map(([action]) => action)).toEqual(wanted.map(([action]) => action).sort());
    for (const [action, arn] of found)
      expect(wanted.some(([one, rule]) => one === action && rule.test(arn ?? ''))).toBe(true);
    expect(role.is).not.toHaveProperty('ManagedPolicyArns');
    expect(role.is).not.toHaveProperty('Policies');
  });

  test('none may read everything, or make and drop tables', () => {
    const actions = Object.values<Rights>(RIGHTS).flatMap(({ table = [] }) => table);
    expect(actions.length).toBeGreaterThan(0);
    for (const action of actions) expect(action).not.toMatch(/\*|Scan|Table|Batch.*Write/);
    expect(RIGHTS['get-user'].table.join()).not.toMatch(/Delete|Update/);
  });

  test('the table is what the functions were measured to ask for', async () => {
    const measured = join(root, 'apps/server/src/lambda/actions.ts');
    const { ACTIONS } = (await import(measured)) as {
      ACTIONS: Readonly<Record<IdentityFunction, Rights>>;
    };
    for (const name of IDENTITY_FUNCTIONS) {
      const { table, secret } = RIGHTS[name];
      const sorted = { table: [...table].sort(), secret: [...secret].sort() };
      const { table: askedTable = [], secret: askedSecret = [] } = ACTIONS[name];
      expect(sorted).toEqual({ table: [...askedTable].sort(), secret: [...askedSecret].sort() });
    }
  });

  test('the guide has the same table', () => {
    const guide = readFileSync(join(root, 'docs/operate/aws.md'), 'utf8').replaceAll(/ +/g, ' ');
    for (const [name, rights] of Object.entries<Rights>(RIGHTS)) {
      const { table = [], secret = [] } = rights;
      const short = (actions: readonly string[]) =>
        actions
          .map((action) => action.replace(/.*:/, ''))
          .sort()
          .join(', ');
      expect(guide).toContain(
        `| \`${name}\` | ${short(table)} | ${short(secret)} |`.replaceAll(/ +/g, ' '),
      );
    }
  });

  test('each has a role of its own', () => {
    const roles = ofType(site, 'AWS::Lambda::Function').map(({ is }) => JSON.stringify(is['Role']));
    expect(new Set(roles).size).toBe(roles.length);
  });
});

test('servers, consumers and migrations have the rights of their table', () => {
  for (const id of ['Serve', 'Consume', 'Migrate']) {
    const role = ofType(full, 'AWS::IAM::Role').find((one) => one.id.startsWith(`${id}TaskRole`))!;
    const actions = rightsOf(full, 'Outlap-Service', role.id).map((right) => right.split(' ')[0]);
    const wanted = Object.entries(SERVICE_RIGHTS).flatMap(([thing, list]) =>
      // Of two queues.
      thing === 'queues' ? [...list, ...list] : [...list],
    );
    expect(actions).toEqual(wanted.sort());
  }
});

test('a workflow may deploy only from its repository and environment, known by name and by id', () => {
  const role = ofType(full, 'AWS::IAM::Role').find(({ stack }) => stack === 'Outlap-Delivery')!;
  const policy = role.is['AssumeRolePolicyDocument'] as { Statement: readonly unknown[] };
  const issuer = 'token.actions.githubusercontent.com';
  expect(policy.Statement).toEqual([
    expect.objectContaining({
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: {
          [`${issuer}:aud`]: 'sts.amazonaws.com',
          [`${issuer}:repository_id`]: '100000001',
          [`${issuer}:environment`]: 'production',
          [`${issuer}:sub`]: [
            'repo:example/outlap:environment:production',
            'repo:example@100000002/outlap@100000001:environment:production',
          ],
        },
      },
    }),
  ]);
});
