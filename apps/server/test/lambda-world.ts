import { expect } from 'vitest';
import { dynamoChain } from '../src/audit/dynamo.ts';
import { type ChainSource } from '../src/audit/verify.ts';
import { ACTIONS } from '../src/lambda/actions.ts';
import { bundle, FUNCTIONS, type FunctionName } from '../src/lambda/bundle.ts';
import type { HttpEvent, HttpResult } from '../src/lambda/event.ts';
import { openDynamoTable } from '../src/identity/store/open-dynamo.ts';
import { openDynamoStore } from '../src/identity/store/dynamo.ts';
import { ensureTable } from '../src/identity/store/dynamo/connect.ts';
import type { IdentityStore } from '../src/identity/store/store.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDynamo, type DynamoServer } from './dynamo-server.ts';
import { LambdaInstance } from './lambda-instance.ts';
import { type Mailbox, openMailbox } from './mailbox.ts';
import { openRecordingProxy, type RecordingProxy } from './recording-proxy.ts';
import { SecretsServer } from './secrets-server.ts';

export const PUBLIC_URL = 'https://outlap.example.org';
export const OTHER_ORIGIN = 'https://pits.example.net';
export const SECRET = 'the secret of functions which is long enough';
export const NEXT_SECRET = 'the one that waits in second place';

export type Asked = {
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
  readonly query?: string;
  readonly address?: string;
};

/** The event that API Gateway makes of a request. */
export function toEvent(method: string, path: string, asked: Asked = {}): HttpEvent {
  const { headers = {}, cookies, body, isBase64Encoded = false, query = '', address } = asked;
  return {
    version: '2.0',
    rawPath: path,
    rawQueryString: query,
    ...(cookies && { cookies }),
    headers: {
      host: 'auth.outlap.example.org',
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
      'x-forwarded-for': '203.0.113.99',
      ...headers,
    },
    ...(body !== undefined && { body }),
    isBase64Encoded,
    requestContext: {
      requestId: `gateway-${Math.random().toString(36).slice(2)}`,
      stage: '$default',
      http: { method, sourceIp: address ?? '192.0.2.7' },
    },
  };
}

/** All functions as they are built, on one table, with a mail server and a Secrets Manager. */
export class LambdaWorld {
  readonly secrets = new SecretsServer(`${SECRET},${NEXT_SECRET}`);
  readonly folder = mkdtempSync(join(tmpdir(), 'outlap-lambda-'));
  mailbox!: Mailbox;
  store!: IdentityStore;
  chain!: ChainSource;
  storeUrl!: string;
  #dynamo!: DynamoServer;
  #secretsUrl = '';
  readonly #proxies = new Map<FunctionName, RecordingProxy>();
  readonly #warm = new Map<FunctionName, Promise<LambdaInstance>>();
  readonly #instances: LambdaInstance[] = [];

  static async open(): Promise<LambdaWorld> {
    const world = new LambdaWorld();
    world.#dynamo = await startDynamo();
    world.storeUrl = world.#dynamo.url;
    world.mailbox = await openMailbox();
    world.#secretsUrl = await world.secrets.listen();
    const { client, table, name, isLocal } = openDynamoTable(world.storeUrl);
    await ensureTable(client, name, { isLocal });
    world.store = openDynamoStore(table, () => new Date());
    world.chain = dynamoChain(table);
    const endpoint = new URL(world.storeUrl).searchParams.get('endpoint') ?? '';
    for (const one of FUNCTIONS) {
      await bundle(one, join(world.folder, one));
      world.#proxies.set(one, await openRecordingProxy(endpoint));
    }
    return world;
  }

  /** A new instance, which has served nobody. */
  async cold(name: FunctionName, env: Readonly<Record<string, string>> = {}) {
    const store = new URL(this.storeUrl);
    store.searchParams.set('endpoint', this.#proxies.get(name)?.url ?? '');
    const instance = await LambdaInstance.start(join(this.folder, name, 'index.mjs'), {
      IDENTITY_STORE: store.href,
      AUTH_SECRET_ARN: SecretsServer.arn,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: this.#secretsUrl,
      AWS_ACCESS_KEY_ID: SecretsServer.accessKey,
      AWS_SECRET_ACCESS_KEY: SecretsServer.secretKey,
      PUBLIC_URL,
      ALLOWED_ORIGINS: `${PUBLIC_URL},${OTHER_ORIGIN}`,
      SMTP_URL: this.mailbox.url,
      LOG_LEVEL: 'warn',
      ...env,
    });
    this.#instances.push(instance);
    return instance;
  }

  /** The instance that serves everybody. */
  warm(name: FunctionName): Promise<LambdaInstance> {
    const instance = this.#warm.get(name) ?? this.cold(name);
    this.#warm.set(name, instance);
    return instance;
  }

  async ask(
    name: FunctionName,
    method: string,
    path: string,
    asked: Asked = {},
  ): Promise<HttpResult> {
    return (await this.warm(name)).invoke(toEvent(method, path, asked));
  }

  async post(
    name: FunctionName,
    path: string,
    payload: object,
    asked: Asked = {},
  ): Promise<HttpResult> {
    const headers = { 'content-type': 'application/json', ...asked.headers };
    return this.ask(name, 'POST', path, { ...asked, headers, body: JSON.stringify(payload) });
  }

  /** What a function has asked DynamoDB and Secrets Manager for so far. */
  actionsOf(name: FunctionName): string[] {
    return [...(this.#proxies.get(name)?.actions ?? [])].sort();
  }

  async close(): Promise<void> {
    for (const instance of this.#instances) await instance.stop();
    for (const [name, proxy] of this.#proxies) {
      await proxy.close();
      expect(ACTIONS[name].table, name).toEqual(expect.arrayContaining([...proxy.actions]));
    }
    await this.secrets.close();
    await this.mailbox.close();
    await this.#dynamo.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export function bodyOf(result: HttpResult): Record<string, unknown> {
  return JSON.parse(result.body) as Record<string, unknown>;
}
