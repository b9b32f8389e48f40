import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { type ListenerTemplate, judge, liveWeights, rulesOf } from './listener-weights.ts';

const edge = (blue: number, green: number, name = 'outlap'): ListenerTemplate => ({
  Resources: {
    Balancer: {
      Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
      Properties: { Name: name },
    },
    Rule: {
      Type: 'AWS::ElasticLoadBalancingV2::ListenerRule',
      Properties: {
        Actions: [
          {
            Type: 'forward',
            ForwardConfig: {
              TargetGroups: [
                { TargetGroupArn: { Ref: 'Blue' }, Weight: blue },
                { TargetGroupArn: { Ref: 'Green' }, Weight: green },
              ],
            },
          },
        ],
      },
    },
  },
});
const rule = (blue: number, green: number) => ({ id: 'Rule', live: { Blue: blue, Green: green } });

describe('an update of the stack of the listener', () => {
  test('is refused when it would send people to the idle group', () => {
    expect(judge(edge(100, 0, 'renamed'), edge(100, 0), rule(0, 100))).toEqual({
      kind: 'would-move',
      live: { Blue: 0, Green: 100 },
      template: { Blue: 100, Green: 0 },
    });
  });

  test('goes on when the template is the deployed one, whatever ECS has made of the weights', () => {
    expect(judge(edge(100, 0), edge(100, 0), rule(0, 100)).kind).toBe('unchanged');
  });

  test('goes on when the weights are the live ones, also in other numbers', () => {
    expect(judge(edge(1, 0, 'renamed'), edge(1, 0), rule(100, 0)).kind).toBe('same-weights');
  });

  test('goes on where there is no stack yet', () => {
    expect(judge(edge(100, 0), undefined, undefined)).toEqual({ kind: 'new' });
  });
});

test('the weights of a live rule are told by the names of the template', () => {
  const groups = [
    { TargetGroupArn: 'arn:blue', Weight: 0 },
    { TargetGroupArn: 'arn:green', Weight: 100 },
  ];
  const ids = new Map([
    ['arn:blue', 'Blue'],
    ['arn:green', 'Green'],
  ]);
  expect(liveWeights({ Actions: [{ ForwardConfig: { TargetGroups: groups } }] }, ids)).toEqual({
    Blue: 0,
    Green: 100,
  });
});

test('only rules that share traffic out are looked at', () => {
  const redirect = {
    Type: 'AWS::ElasticLoadBalancingV2::ListenerRule',
    Properties: { Actions: [{ Type: 'redirect' }] },
  };
  const { Resources } = edge(100, 0);
  expect([...rulesOf({ Resources: { ...Resources, Redirect: redirect } }).keys()]).toEqual([
    'Rule',
  ]);
});

describe.skipIf(process.platform === 'win32')('the guard before a deployment', () => {
  const folder = mkdtempSync(join(tmpdir(), 'outlap-guard-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Stands where AWS's command is looked for, and answers as that does. */
  const answerAs = (template: ListenerTemplate, blue: number, green: number) => {
    const answers = {
      'get-template': { TemplateBody: template },
      'describe-stack-resources': {
        StackResources: ['Rule', 'Blue', 'Green'].map((id) => ({
          LogicalResourceId: id,
          PhysicalResourceId: `arn:${id}`,
        })),
      },
      'describe-rules': {
        Rules: [
          {
            Actions: [
              {
                ForwardConfig: {
                  TargetGroups: [
                    { TargetGroupArn: 'arn:Blue', Weight: blue },
                    { TargetGroupArn: 'arn:Green', Weight: green },
                  ],
                },
              },
            ],
          },
        ],
      },
    };
    const script = `#!/usr/bin/env node\nconsole.log(JSON.stringify(${JSON.stringify(answers)}[process.argv[3]]))\n`;
    writeFileSync(join(folder, 'aws'), script);
    chmodSync(join(folder, 'aws'), 0o755);
  };
  const guard = async (template: ListenerTemplate) => {
    const file = join(folder, 'template.json');
    writeFileSync(file, JSON.stringify(template));
    const script = join(import.meta.dirname, 'guard-listener.ts');
    const env = { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` };
    return promisify(execFile)(process.execPath, [script, 'Outlap-Balancer', file], { env }).then(
      ({ stdout }) => ({ code: 0, stdout }),
      ({ code, stdout }: { code: number; stdout: string }) => ({ code, stdout }),
    );
  };

  test('ends with 3 when the colours have swapped and the stack changes', async () => {
    answerAs(edge(100, 0), 0, 100);
    const { code, stdout } = await guard(edge(100, 0, 'renamed'));
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ live: { Blue: 0, Green: 100 } });
  });

  test('ends with 0 when only the service changes', async () => {
    answerAs(edge(100, 0), 0, 100);
    expect(await guard(edge(100, 0))).toMatchObject({ code: 0 });
  });
});
