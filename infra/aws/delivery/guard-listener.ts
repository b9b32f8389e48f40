// `node infra/aws/delivery/guard-listener.ts STACK TEMPLATE`: before a deployment, whether updating the stack of the listener would
// move people to the idle group. Ends with 0 where it would not, with 3 and both sets of weights where it would.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import {
  type ListenerTemplate,
  judge,
  liveWeights,
  type LiveRule,
  rulesOf,
} from './listener-weights.ts';

type StackResource = { readonly LogicalResourceId: string; readonly PhysicalResourceId: string };

const [stack = '', file = ''] = process.argv.slice(2);
const template = JSON.parse(readFileSync(file, 'utf8')) as ListenerTemplate;
const deployed = readDeployed();
const verdict = judge(template, deployed, deployed && readLive(deployed));
console.log(JSON.stringify(verdict));
if (verdict.kind === 'would-move') {
  console.error(
    `${stack} has other weights than its listener, and has to be updated: that would send people to the idle group.\n` +
      'Deploy only the service first (its colours swap back), then this again: docs/operate/release.md, "Listener weights".',
  );
  process.exitCode = 3;
}

function aws<T>(...args: readonly string[]): T {
  const answer = execFileSync('aws', [...args, '--output', 'json'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return JSON.parse(answer) as T;
}

function readDeployed(): ListenerTemplate | undefined {
  const asked = ['get-template', '--stack-name', stack, '--template-stage', 'Original'];
  try {
    const { TemplateBody } = aws<{ TemplateBody: ListenerTemplate | string }>(
      'cloudformation',
      ...asked,
    );
    return typeof TemplateBody === 'string'
      ? (JSON.parse(TemplateBody) as ListenerTemplate)
      : TemplateBody;
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    if (/does not exist/.test(stderr ?? '')) return undefined;
    throw error;
  }
}

function readLive(inTemplate: ListenerTemplate) {
  const [id] = rulesOf(inTemplate).keys();
  if (id === undefined) return undefined;
  const { StackResources } = aws<{ StackResources: readonly StackResource[] }>(
    'cloudformation',
    'describe-stack-resources',
    '--stack-name',
    stack,
  );
  const arn = StackResources.find(({ LogicalResourceId }) => LogicalResourceId === id);
  if (!arn) return undefined;
  const { Rules } = aws<{ Rules: readonly LiveRule[] }>(
    'elbv2',
    'describe-rules',
    '--rule-arns',
    arn.PhysicalResourceId,
  );
  const [rule] = Rules;
  const ids = new Map(
    StackResources.map(({ LogicalResourceId, PhysicalResourceId }) => [
      PhysicalResourceId,
      LogicalResourceId,
    ]),
  );
  return rule && { id, live: liveWeights(rule, ids) };
}
