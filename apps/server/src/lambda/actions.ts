import type { FunctionName } from './bundle.ts';

type Actions = {
  /** On the table of identity. */
  readonly table: readonly string[];
  /** On the secret that AUTH_SECRET_ARN names. */
  readonly secret: readonly string[];
};

const READ = ['dynamodb:GetItem', 'dynamodb:Query'];
const READ_MANY = ['dynamodb:BatchGetItem', ...READ];
const WRITE = ['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'];
const SECRET = ['secretsmanager:GetSecretValue'];

/**
 * What each function asks AWS for, all of it and nothing else: `lambda-actions.test.ts` lets them do their work and
 * compares. Roles are made from it.
 */
export const ACTIONS: Readonly<Record<FunctionName, Actions>> = {
  signup: { table: [...READ, ...WRITE], secret: SECRET },
  login: { table: [...READ_MANY, ...WRITE], secret: SECRET },
  // Several signing keys are read at once; an API key notes when it was used.
  'get-user': { table: [...READ_MANY, 'dynamodb:PutItem'], secret: SECRET },
  identity: { table: [...READ_MANY, ...WRITE], secret: SECRET },
};
