/**
 * What each function may do, and nothing else: actions by what they are done to. The tests hold the templates against
 * this table, docs/operate/aws.md is written from it.
 */
export type Thing = 'table' | 'secret' | 'logs' | 'key';
export type Rights = Readonly<Partial<Record<Thing, readonly string[]>>>;

const LOGS = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const SECRET = ['secretsmanager:GetSecretValue'];
export const KEY = ['kms:Decrypt', 'kms:GenerateDataKey'];
const TABLE = (...actions: string[]) => actions.map((action) => `dynamodb:${action}`);

export const RIGHTS = {
  signup: {
    table: TABLE('DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'),
    secret: SECRET,
    logs: LOGS,
  },
  login: {
    table: TABLE('BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'),
    secret: SECRET,
    logs: LOGS,
  },
  'get-user': {
    table: TABLE('BatchGetItem', 'GetItem', 'PutItem', 'Query'),
    secret: SECRET,
    logs: LOGS,
  },
  identity: {
    table: TABLE('BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'),
    secret: SECRET,
    logs: LOGS,
  },
  'rotate-secret': {
    secret: [
      'secretsmanager:DescribeSecret',
      'secretsmanager:GetSecretValue',
      'secretsmanager:PutSecretValue',
      'secretsmanager:UpdateSecretVersionStage',
    ],
    logs: LOGS,
  },
} as const satisfies Readonly<Record<string, Rights>>;

/** Those that answer requests; their code is built by the server's room. */
export const IDENTITY_FUNCTIONS = ['signup', 'login', 'get-user', 'identity'] as const;
export type IdentityFunction = (typeof IDENTITY_FUNCTIONS)[number];

/** What servers, consumers and migrations may do. Tags are not theirs to write: they hold the verdict of the scan. */
export const SERVICE_RIGHTS = {
  objects: [
    's3:AbortMultipartUpload',
    's3:DeleteObject',
    's3:GetObject',
    's3:ListMultipartUploadParts',
    's3:PutObject',
  ],
  bucket: ['s3:ListBucket'],
  queues: [
    'sqs:ChangeMessageVisibility',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    'sqs:ReceiveMessage',
    'sqs:SendMessage',
  ],
  key: KEY,
  databaseSecret: SECRET,
} as const satisfies Readonly<Record<string, readonly string[]>>;
