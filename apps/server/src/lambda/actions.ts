import type { FunctionName } from './bundle.ts';

type Actions = {
  /** On the table of identity. */
  readonly table: readonly string[];
  /** On the secret that AUTH_SECRET_ARN names. */
  readonly secret: readonly string[];
};

const READ = ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'];
const SECRET = ['secretsmanager:GetSecretValue'];

/**
 * What each function asks AWS for, all of it and nothing else: `lambda-actions.test.ts` lets them do their work and
 * compares. Roles are made from it.
 */
export const ACTIONS: Readonly<Record<FunctionName, Actions>> = {
  signup: {
    table: [...READ, 'dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    secret: SECRET,
  },
  login: {
    table: [...READ, 'dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    secret: SECRET,
  },
  // An API key notes when it was used.
  'get-user': { table: [...READ, 'dynamodb:PutItem'], secret: SECRET },
  identity: {
    table: [...READ, 'dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    secret: SECRET,
  },
};
