import {
  type AttributeValue,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { setTimeout as wait } from 'node:timers/promises';

export type Key = { readonly pk: string; readonly sk: string };
export type Stored = string | number | boolean | null;
export type Item = Key & Readonly<Record<string, Stored>>;

/** What must hold of the item that lies there: a condition expression, with its names and values. */
type Check = {
  readonly text: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, Stored>>;
};

type Range = {
  readonly prefix?: string;
  /** Only what comes behind this sort key, in the order of reading. */
  readonly after?: string;
  /** Items of a page at most. */
  readonly limit?: number;
  readonly isDescending?: boolean;
};

/** One table of DynamoDB; all that is written is written under a condition on one item, all reads are consistent. */
export type Table = {
  readonly find: (key: Key) => Promise<Item | undefined>;
  readonly findMany: (keys: readonly Key[]) => Promise<Item[]>;
  /** The items of one partition in the order of their sort keys, page by page. */
  readonly pages: (pk: string, range?: Range) => AsyncGenerator<Item[]>;
  /** Whether the check held. */
  readonly put: (item: Item, check?: Check) => Promise<boolean>;
  readonly remove: (key: Key, check?: Check) => Promise<boolean>;
  readonly close: () => void;
};

type Attributes = Record<string, AttributeValue>;

/** As many rows as are asked for at once. */
export const MOST_KEYS = 100;
const RETRY_MS = 50;

export function openTable(client: DynamoDBClient, name: string): Table {
  const findHundred = async (keys: readonly Key[]): Promise<Item[]> => {
    const items: Item[] = [];
    let asked: Attributes[] = keys.map(({ pk, sk }) => toAttributes({ pk, sk }));
    for (let round = 0; asked.length > 0; round++) {
      // Keys that come back unread were too many for the moment.
      if (round > 0) await wait(RETRY_MS * round);
      const { Responses = {}, UnprocessedKeys = {} } = await client.send(
        new BatchGetItemCommand({
          RequestItems: { [name]: { Keys: asked, ConsistentRead: true } },
        }),
      );
      items.push(...(Responses[name] ?? []).map(toItem));
      asked = UnprocessedKeys[name]?.Keys ?? [];
    }
    return items;
  };
  const find = async ({ pk, sk }: Key) => {
    const { Item: found } = await client.send(
      new GetItemCommand({ TableName: name, Key: toAttributes({ pk, sk }), ConsistentRead: true }),
    );
    return found && toItem(found);
  };
  return {
    find,
    findMany: async (keys) => {
      const [first] = keys;
      if (!first) return [];
      if (keys.length === 1) return [await find(first)].filter((item) => item !== undefined);
      const distinct = [...new Map(keys.map((key) => [`${key.pk}\n${key.sk}`, key])).values()];
      const items: Item[] = [];
      for (let at = 0; at < distinct.length; at += MOST_KEYS)
        items.push(...(await findHundred(distinct.slice(at, at + MOST_KEYS))));
      return items;
    },
    pages: async function* (pk, { prefix, after, limit, isDescending = false } = {}) {
      let from: Attributes | undefined;
      do {
        const page = await client.send(
          new QueryCommand({
            TableName: name,
            ConsistentRead: true,
            ScanIndexForward: !isDescending,
            KeyConditionExpression: conditionOf(prefix, after, isDescending),
            ExpressionAttributeValues: toAttributes({
              ':pk': pk,
              ...(prefix !== undefined && { ':sk': prefix }),
              ...(after !== undefined && { ':sk': after }),
            }),
            ...(limit !== undefined && { Limit: limit }),
            ...(from && { ExclusiveStartKey: from }),
          }),
        );
        yield (page.Items ?? []).map(toItem);
        from = page.LastEvaluatedKey;
      } while (from);
    },
    put: (item, check) =>
      holds(
        client.send(
          new PutItemCommand({ TableName: name, Item: toAttributes(item), ...toExpression(check) }),
        ),
      ),
    remove: ({ pk, sk }, check) =>
      holds(
        client.send(
          new DeleteItemCommand({
            TableName: name,
            Key: toAttributes({ pk, sk }),
            ...toExpression(check),
          }),
        ),
      ),
    close: () => client.destroy(),
  };
}

function conditionOf(
  prefix: string | undefined,
  after: string | undefined,
  isDescending: boolean,
): string {
  if (prefix !== undefined) return 'pk = :pk and begins_with(sk, :sk)';
  if (after === undefined) return 'pk = :pk';
  return `pk = :pk and sk ${isDescending ? '<' : '>'} :sk`;
}

async function holds(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

function toExpression(check: Check | undefined) {
  if (!check) return {};
  const { text, names, values } = check;
  return {
    ConditionExpression: text,
    ...(names && { ExpressionAttributeNames: { ...names } }),
    ...(values && { ExpressionAttributeValues: toAttributes(values) }),
  };
}

function toAttributes(item: Readonly<Record<string, Stored>>): Attributes {
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => [name, toAttribute(value)]),
  );
}

function toAttribute(value: Stored): AttributeValue {
  if (value === null) return { NULL: true };
  if (typeof value === 'number') return { N: String(value) };
  return typeof value === 'boolean' ? { BOOL: value } : { S: value };
}

function toItem(attributes: Attributes): Item {
  const entries = Object.entries(attributes).map(([name, { S, N, BOOL }]) => [
    name,
    S ?? (N === undefined ? (BOOL ?? null) : Number(N)),
  ]);
  return Object.fromEntries(entries) as Item;
}
