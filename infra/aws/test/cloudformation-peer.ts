import { randomUUID } from 'node:crypto';

/** A stack as CloudFormation keeps it, by region and name. */
type Kept = {
  readonly id: string;
  status: string;
  template: string;
  tags: string;
  changes?: string;
};
type Output = { readonly Value: unknown };

type Refusal = { readonly code: string; readonly message: string };
type Question = {
  readonly name: string;
  readonly key: string;
  readonly region: string;
  readonly asked: URLSearchParams;
  readonly stack: Kept | undefined;
  /** Gives a template that was uploaded. */
  readonly read: (url: string) => string;
};

const stacks = new Map<string, Kept>();
const OUTPUTS: Readonly<Record<string, string>> = {
  RepositoryUri: '123456789012.dkr.ecr.eu-central-1.amazonaws.com/outlap/server',
  SiteBucket: 'the-site',
  DistributionId: 'E123',
};
const CHANGE =
  '<Type>Resource</Type><ResourceChange><Action>Add</Action><LogicalResourceId>A</LogicalResourceId><ResourceType>AWS::S3::Bucket</ResourceType></ResourceChange>';
const AT = '2026-11-01T00:00:00Z';

const member = (inner: string) => `<member>${inner}</member>`;
const missing = ({ name }: Question): Refusal => ({
  code: 'ValidationError',
  message: `Stack with id ${name} does not exist`,
});

/** It makes at once whatever it is asked for. */
const ANSWERS: Readonly<Record<string, (question: Question) => string | Refusal>> = {
  DescribeStacks: (question) =>
    question.stack
      ? `<Stacks>${member(described(question.name, question.stack))}</Stacks>`
      : missing(question),
  GetTemplate: (question) =>
    question.stack
      ? `<TemplateBody>${escaped(question.stack.template || '{}')}</TemplateBody>`
      : missing(question),
  CreateChangeSet: ({ asked, stack, name, key, region, read }) => {
    const url = asked.get('TemplateURL');
    const changes = asked.get('TemplateBody') ?? (url ? read(url) : '{}');
    const id = `arn:aws:cloudformation:${region}:123456789012:stack/${name}/${randomUUID()}`;
    const kept = stack ?? { id, status: 'REVIEW_IN_PROGRESS', template: '', tags: '' };
    stacks.set(key, { ...kept, changes, tags: tagsOf(asked) });
    return `<Id>arn:aws:cloudformation:${region}:123456789012:changeSet/cdk/1</Id><StackId>${kept.id}</StackId>`;
  },
  DescribeChangeSet: ({ name, stack }) => {
    if (stack?.changes === undefined)
      return { code: 'ChangeSetNotFound', message: 'ChangeSet [cdk] does not exist' };
    const status =
      stack.changes === stack.template
        ? `<Status>FAILED</Status><StatusReason>The submitted information didn't contain changes. Submit different information to create a change set.</StatusReason><Changes></Changes>`
        : `<Status>CREATE_COMPLETE</Status><ExecutionStatus>AVAILABLE</ExecutionStatus><Changes>${member(CHANGE)}</Changes>`;
    return `<ChangeSetName>cdk</ChangeSetName><StackName>${name}</StackName><StackId>${stack.id}</StackId><CreationTime>${AT}</CreationTime>${status}`;
  },
  ExecuteChangeSet: (question) => {
    const { stack } = question;
    if (!stack) return missing(question);
    stack.status = stack.template === '' ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE';
    stack.template = stack.changes ?? '';
    return '';
  },
  DescribeStackEvents: () => '<StackEvents></StackEvents>',
  DescribeStackResources: () => '<StackResources></StackResources>',
  DeleteChangeSet: ({ stack }) => {
    delete stack?.changes;
    return '';
  },
  UpdateTerminationProtection: () => '',
};

/** What CloudFormation answers; undefined where something else was asked. */
export function answerOfCloudFormation(
  action: string,
  asked: URLSearchParams,
  region: string,
  read: (url: string) => string,
): string | Refusal | undefined {
  const name = (asked.get('StackName') ?? '').replace(/^arn:.*:stack\/([^/]+)\/.*/, '$1');
  const key = `${region}/${name}`;
  return ANSWERS[action]?.({ name, key, region, asked, stack: stacks.get(key), read });
}

function tagsOf(asked: URLSearchParams): string {
  const keys = [...asked.keys()].filter((key) => /^Tags\.member\.\d+\.Key$/.test(key));
  const tags = keys.map((key) => {
    const value = asked.get(key.replace(/Key$/, 'Value')) ?? '';
    return member(`<Key>${asked.get(key) ?? ''}</Key><Value>${value}</Value>`);
  });
  return `<Tags>${tags.join('')}</Tags>`;
}

function described(name: string, { id, status, template, tags }: Kept): string {
  const { Outputs = {} } = (template.trimStart().startsWith('{') ? JSON.parse(template) : {}) as {
    Outputs?: Record<string, Output>;
  };
  const given = Object.keys(Outputs).map((key) =>
    member(
      `<OutputKey>${key}</OutputKey><OutputValue>${OUTPUTS[key] ?? `the-${key.toLowerCase()}`}</OutputValue>`,
    ),
  );
  // What CDK asks of its own stack.
  const own = ['BucketName', 'BucketDomainName', 'FileAssetKeyArn'].map((key) =>
    member(`<OutputKey>${key}</OutputKey><OutputValue>the-assets</OutputValue>`),
  );
  const all = name === 'CDKToolkit' ? own : given;
  return `<StackName>${name}</StackName><StackId>${id}</StackId><CreationTime>${AT}</CreationTime><StackStatus>${status}</StackStatus><Outputs>${all.join('')}</Outputs>${tags}`;
}

/** Whether CDK has prepared a region. */
export function isPrepared(region: string): boolean {
  return stacks.get(`${region}/CDKToolkit`)?.template !== undefined;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
