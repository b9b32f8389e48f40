// What a workflow of this project has to be beside being correct, each rule with its reason in docs/operate/release.md.
import { parseDocument } from 'yaml';

type Step = {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
};
type Job = {
  readonly uses?: string;
  readonly permissions?: Readonly<Record<string, string>> | string;
  readonly 'timeout-minutes'?: number;
  readonly steps?: readonly Step[];
};
type Workflow = {
  readonly on?: unknown;
  readonly permissions?: unknown;
  readonly concurrency?: unknown;
  readonly jobs?: Readonly<Record<string, Job>>;
};

const PINNED = /^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/;
/** Jobs that prove to somebody else who they are: AWS, the log of signatures, npm. */
const PROVES_ITSELF = /^(deploy|attest|publish|image)/;
const LONG_LIVED =
  /aws-secret-access-key|aws-access-key-id|AWS_SECRET_ACCESS_KEY|AWS_ACCESS_KEY_ID|AKIA[0-9A-Z]{16}|NODE_AUTH_TOKEN|NPM_TOKEN/;
/** What somebody outside can choose the text of; in a script it would be run. */
const EXPRESSION = /\$\{\{/;

/** Every rule that a workflow breaks, as sentences; none when it keeps all. */
export function breaches(text: string): string[] {
  const workflow = parseDocument(text).toJS() as Workflow;
  const jobs = Object.entries(workflow.jobs ?? {});
  const isCalled = triggersOf(workflow).includes('workflow_call');
  return [
    ...(triggersOf(workflow).includes('pull_request_target')
      ? ['pull_request_target runs with secrets on what a stranger wrote']
      : []),
    ...(isEmpty(workflow.permissions) ? [] : ['permissions of the workflow are not {}']),
    ...(workflow.concurrency || isCalled ? [] : ['no concurrency group']),
    ...(LONG_LIVED.test(text) ? ['a long-lived key'] : []),
    ...unpinned(text),
    ...jobs.flatMap(([name, job]) => jobBreaches(name, job)),
  ];
}

function triggersOf({ on }: Workflow): string[] {
  if (typeof on === 'string') return [on];
  return Array.isArray(on) ? on.map(String) : Object.keys(on ?? {});
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function jobBreaches(name: string, job: Job): string[] {
  const { permissions, steps = [] } = job;
  const granted = typeof permissions === 'object' ? permissions : undefined;
  const provesItself = granted?.['id-token'] === 'write';
  return [
    ...(granted ? [] : [`${name}: declares no permissions`]),
    ...(provesItself && !PROVES_ITSELF.test(name) ? [`${name}: id-token without need`] : []),
    ...(job.uses || job['timeout-minutes'] ? [] : [`${name}: no timeout`]),
    ...steps
      .filter(({ run }) => EXPRESSION.test(run ?? ''))
      .map(({ run }) => `${name}: an expression in a script: ${run?.split('\n')[0]}`),
    ...steps
      .filter(({ uses }) => uses?.startsWith('actions/checkout@'))
      .filter((step) => step.with?.['persist-credentials'] !== false)
      .map(() => `${name}: checkout leaves its token behind`),
  ];
}

/** Actions by a name that its owner can move, or without the version that people read. */
function unpinned(text: string): string[] {
  return [...text.matchAll(/^\s*(?:- )?uses: *(\S+)(.*)$/gm)]
    .filter(([, uses = '']) => !uses.startsWith('./'))
    .filter(([, uses = '', rest = '']) => !PINNED.test(uses) || !/^ # v\d+\.\d+\.\d+$/.test(rest))
    .map(([, uses]) => `${uses}: not pinned by commit with its version behind`);
}
