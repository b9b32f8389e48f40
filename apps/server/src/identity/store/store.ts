/**
 * Where identity keeps its rows: one narrow interface with two homes, SQL (`queries.ts`) and a single DynamoDB table
 * (`dynamo.ts`). The identity library writes through it, too (`adapter.ts`), so that both homes hold the same rows.
 */
export type Value = string | number | boolean | Date | null;
export type Row = Readonly<Record<string, Value>>;

/**
 * Texts are compared letter by letter. A row without a value is unequal to every value, and neither less nor greater
 * than one. What cannot be an id is the id of no row.
 */
export type Condition = {
  readonly field: string;
  /** `eq` where there is none. */
  readonly operator?:
    | 'eq'
    | 'ne'
    | 'lt'
    | 'lte'
    | 'gt'
    | 'gte'
    | 'in'
    | 'not_in'
    | 'contains'
    | 'starts_with'
    | 'ends_with';
  readonly value: Value | readonly Value[];
  /** Those that say `OR` form one group, of which one must hold, beside all the others. */
  readonly connector?: 'AND' | 'OR';
};

export type Find = {
  /** 10,000 where there is none. */
  readonly limit?: number;
  readonly offset?: number;
  /** By a time or a number. */
  readonly sortBy?: { readonly field: string; readonly direction: 'asc' | 'desc' };
};

/** Fields in camel case, as the identity library names them. */
export type IdentityStore = {
  /** Throws NotUniqueError when a unique field is taken, and an error where the row that it belongs to is not there. */
  readonly create: (model: Model, row: Row) => Promise<Row>;
  readonly findOne: (model: Model, where: readonly Condition[]) => Promise<Row | undefined>;
  readonly findMany: (model: Model, where: readonly Condition[], find?: Find) => Promise<Row[]>;
  /**
   * Changes every row that matches, each atomically with its condition; returns the rows as they are then. Throws
   * NotUniqueError when a unique field is taken.
   */
  readonly update: (model: Model, where: readonly Condition[], set: Row) => Promise<Row[]>;
  /**
   * Removes every row that matches and returns them: of two that remove one row, one gets it. What belongs to such a row
   * goes with it: with a person all that is theirs, with a login session its refresh tokens.
   */
  readonly remove: (model: Model, where: readonly Condition[]) => Promise<Row[]>;
  /** Adds to numbers of one row that matches, atomically; undefined when none does. */
  readonly increment: (
    model: Model,
    where: readonly Condition[],
    by: Readonly<Record<string, number>>,
    set?: Row,
  ) => Promise<Row | undefined>;
  readonly count: (model: Model, where: readonly Condition[]) => Promise<number>;
};

type ModelShape = {
  readonly table: string;
  /** Fields that no two rows share, alone or together; looked up without a scan. */
  readonly unique: readonly (readonly string[])[];
  /** Further fields that rows are looked up by. */
  readonly lookups: readonly string[];
  /** The row may vanish after this time by itself: whoever reads one asks for the time. */
  readonly expires?: string;
  /** For so long it is still found after that time, as too old. */
  readonly lingersMs?: number;
  /** Fields that name a row without which this one is not: it goes with that row, and does not come without it. */
  readonly parents?: Readonly<Record<string, 'user' | 'session'>>;
  /** Lies beside its person, who never changes. */
  readonly isOfPerson?: boolean;
  /** All rows can be listed, in the order in which they were made. */
  readonly isListed?: boolean;
};

const OF_PERSON = { isOfPerson: true, parents: { userId: 'user' } } as const;

/** Every kind of row, and how it is found. */
export const MODELS = {
  user: { table: 'driver', unique: [['email']], lookups: ['role'], isListed: true },
  session: {
    table: 'login_session',
    unique: [['token']],
    lookups: ['userId'],
    expires: 'expiresAt',
    ...OF_PERSON,
  },
  account: {
    table: 'credential',
    unique: [['providerId', 'accountId']],
    lookups: ['userId', 'accountId', 'providerId'],
    ...OF_PERSON,
  },
  verification: {
    table: 'verification',
    unique: [],
    lookups: ['identifier', 'userId'],
    expires: 'expiresAt',
    // Of mailed links alone: the rest lives for minutes.
    parents: { userId: 'user' },
  },
  twoFactor: { table: 'two_factor', unique: [], lookups: ['userId'], ...OF_PERSON },
  passkey: { table: 'passkey', unique: [['credentialID']], lookups: ['userId'], ...OF_PERSON },
  deviceCode: {
    table: 'device_code',
    unique: [['deviceCode'], ['userCode']],
    lookups: ['userId'],
    expires: 'expiresAt',
    // A program is told that its code has grown old.
    lingersMs: 3_600_000,
    // Whose it is comes out later.
    parents: { userId: 'user' },
  },
  jwks: { table: 'signing_key', unique: [], lookups: [], isListed: true },
  ssoProvider: {
    table: 'sso_provider',
    unique: [['providerId']],
    lookups: ['domain', 'organizationId', 'userId'],
    parents: { userId: 'user' },
  },
  refreshToken: {
    table: 'refresh_token',
    unique: [['tokenHash']],
    lookups: ['userId', 'familyId', 'loginSessionId'],
    expires: 'expiresAt',
    isOfPerson: true,
    parents: { userId: 'user', loginSessionId: 'session' },
  },
  apiKey: { table: 'api_key', unique: [['keyHash']], lookups: ['userId'], ...OF_PERSON },
  knownDevice: {
    table: 'known_device',
    unique: [['tokenHash']],
    lookups: ['userId'],
    ...OF_PERSON,
  },
} as const satisfies Record<string, ModelShape>;

/** The same without the names, for those who go through all kinds of rows. */
export function shapeOf(model: Model): ModelShape {
  return MODELS[model];
}

export type Model = keyof typeof MODELS;

/** As many rows as are found at once. */
export const MOST_ROWS = 10_000;

/** Fields of times are called so, and no others. */
export function isTime(field: string): boolean {
  return /(At|Until)$/.test(field);
}

export function isModel(name: string): name is Model {
  return name in MODELS;
}

/** A row with this value of a unique field is there already. */
export class NotUniqueError extends Error {
  override name = 'NotUniqueError';
}
