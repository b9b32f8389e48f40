import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Static, type TSchema, Type } from 'typebox';

const list = (options: { default: string[]; description: string }) =>
  Type.Array(Type.String({ minLength: 1 }), options);
const secret = { secret: true } as const;

/** Every setting of the server: name, rule, default and meaning. The docs and `.env.example` are made from it. */
export const Settings = Type.Object({
  PORT: Type.Integer({
    minimum: 0,
    maximum: 65535,
    default: 8000,
    description: 'Port to listen on; 0 takes a free one.',
  }),
  HOST: Type.String({
    minLength: 1,
    default: '127.0.0.1',
    description:
      'Address to listen on. Beyond loopback only once an owner has an account (`outlap-server user`).',
  }),
  DATA_DIR: Type.String({
    minLength: 1,
    default: './data',
    description: 'Folder of the embedded database, the object store and uploads under way.',
  }),
  DATABASE_URL: Type.String({
    pattern: '^(|postgres(ql)?://.+)$',
    default: '',
    description: 'A PostgreSQL 15 or later (postgres://…); empty: the embedded database.',
    ...secret,
  }),
  DATABASE_SECRET_ARN: Type.String({
    pattern: '^(|arn:.+)$',
    default: '',
    description:
      'A secret of AWS Secrets Manager with the password of DATABASE_URL, as RDS keeps and rotates it; read whenever a connection is opened.',
  }),
  DATABASE_CA: Type.String({
    default: '',
    description:
      'Authorities (PEM, or the path of such a file) of the certificate of PostgreSQL; with them the connection is encrypted, and certificate and name are checked. Empty: as sslmode in DATABASE_URL says.',
  }),
  DATABASE_POOL: Type.Integer({
    minimum: 2,
    maximum: 200,
    default: 10,
    description: 'Connections to PostgreSQL at most; without meaning for the embedded database.',
  }),
  OBJECT_STORE_URL: Type.String({
    pattern: '^(|file://.+|s3://.+|[^:]+)$',
    default: '',
    description:
      'Where lap files and recordings lie: a folder, or s3://bucket/prefix?region=…&endpoint=…; empty: DATA_DIR/objects.',
  }),
  OBJECT_STORE_ACCESS_KEY: Type.String({
    default: '',
    description: 'Access key of the S3 store; empty: as the AWS SDK finds it.',
    ...secret,
  }),
  OBJECT_STORE_SECRET_KEY: Type.String({
    default: '',
    description: 'Secret key of the S3 store.',
    ...secret,
  }),
  DEMO: Type.Boolean({
    default: true,
    description: 'Whether a demo session is made at the first start.',
  }),
  LOG_LEVEL: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    default: 'info',
    description: 'Least severity that is logged.',
  }),
  KEEP_ALIVE_SECONDS: Type.Integer({
    minimum: 1,
    maximum: 7200,
    default: 72,
    description:
      'A connection on which nothing is asked is closed after this time; longer than the balancer or proxy in front keeps it, or that answers 502.',
  }),
  ALLOWED_HOSTS: list({
    default: ['localhost', '127.0.0.1', '[::1]'],
    description:
      'Host names under which the server answers, without port, separated by commas; others get 421.',
  }),
  ALLOWED_ORIGINS: list({
    default: [],
    description:
      'Further origins (https://…) whose pages may call the server; its own page always may.',
  }),
  TRUSTED_PROXIES: list({
    default: [],
    description:
      'Addresses or networks of proxies whose X-Forwarded-For is believed, separated by commas; empty: the address of the connection counts.',
  }),
  AUTH_SECRET: Type.String({
    default: '',
    description:
      'What signatures and encryption of identity are derived from, at least 32 characters; several separated by commas: the first is used, the others are still understood. Empty: made at the first start, in DATA_DIR/auth-secret.',
    ...secret,
  }),
  AUTH_SECRET_ARN: Type.String({
    pattern: '^(|arn:.+)$',
    default: '',
    description:
      'Where functions on AWS Lambda read AUTH_SECRET, a secret of AWS Secrets Manager; servers are given AUTH_SECRET itself.',
  }),
  EDGE_SECRET: Type.String({
    default: '',
    description:
      'By which functions on AWS Lambda know CloudFront, which sends it in x-outlap-edge: then the address that it writes into X-Forwarded-For is believed. Empty: the address of the connection counts.',
    ...secret,
  }),
  IDENTITY_STORE: Type.String({
    pattern: '^(|dynamodb://.+)$',
    default: '',
    description:
      'Where accounts lie: dynamodb://table?region=…&endpoint=…; empty: in the database.',
  }),
  SIGN_UP: Type.Enum(['open', 'invited'], {
    default: 'open',
    description:
      'Who may make an account: everybody who reaches the server, or only who was invited.',
  }),
  GOOGLE_CLIENT_ID: Type.String({
    default: '',
    description: 'Client of "Sign in with Google"; empty: not offered.',
  }),
  GOOGLE_CLIENT_SECRET: Type.String({ default: '', description: 'Its secret.', ...secret }),
  FACEBOOK_CLIENT_ID: Type.String({
    default: '',
    description: 'Client of "Sign in with Facebook"; empty: not offered.',
  }),
  FACEBOOK_CLIENT_SECRET: Type.String({ default: '', description: 'Its secret.', ...secret }),
  X_CLIENT_ID: Type.String({
    default: '',
    description: 'Client of "Sign in with X"; empty: not offered.',
  }),
  X_CLIENT_SECRET: Type.String({ default: '', description: 'Its secret.', ...secret }),
  OIDC_PROVIDERS: Type.String({
    default: '',
    description:
      'Further OpenID Connect providers for everybody, as JSON: [{"id","name","issuer","clientId","clientSecret"}]; "id" is part of the address to enter there, PUBLIC_URL/auth/callback/<id>.',
    ...secret,
  }),
  SSO_HOSTS: list({
    default: [],
    description:
      'Host names or addresses on this machine or in this network that identity providers of teams may have, also without TLS, separated by commas; others must be public and https.',
  }),
  DNS_SERVERS: list({
    default: [],
    description:
      'DNS servers (address or address:port) that are asked for the records that prove domains, separated by commas; empty: those of the system.',
  }),
  SMS_URL: Type.String({
    pattern: '^(|twilio://.+|sns://.+)$',
    default: '',
    description:
      'How codes go to phones: twilio://account:token@host?from=+…, or sns://region; empty: codes are printed to the log.',
    ...secret,
  }),
  PLACE_DATABASE: Type.String({
    default: '',
    description:
      'A MaxMind database (.mmdb) of cities, to tell the place of an address; empty: none.',
  }),
  ADMIN_ADDRESSES: list({
    default: [],
    description:
      'Addresses or networks from which owners and moderators may act, separated by commas; empty: all.',
  }),
  UPLOAD_LIMIT_BYTES: Type.Integer({
    minimum: 1,
    maximum: 2 ** 40,
    default: 2 ** 30,
    description: 'Largest file that is taken in.',
  }),
  IMPORT_WORKERS: Type.Integer({
    minimum: 1,
    maximum: 64,
    default: Math.min(2, availableParallelism()),
    description: 'Imports that run at the same time, each in a thread of its own.',
  }),
  IMPORT_TIMEOUT_SECONDS: Type.Integer({
    minimum: 1,
    maximum: 86400,
    default: 900,
    description: 'After this time an import is stopped and counts as failed.',
  }),
  REDIS_URL: Type.String({
    pattern: '^(|rediss?://.+)$',
    default: '',
    description:
      'A Redis or Valkey (redis://…) that several servers share, so that a viewer of one sees a car of another; empty: this server is alone.',
    ...secret,
  }),
  INGEST_TOKEN: Type.String({
    default: '',
    description:
      'One secret for all recorders (Authorization: Bearer …), good for recording only; what comes in by it is the local owner’s; several separated by commas are good side by side. Empty: recorders show a login or an API key.',
    ...secret,
  }),
  COMMIT_INTERVAL_MS: Type.Integer({
    minimum: 5,
    maximum: 5000,
    default: 400,
    description: 'Frames of all streams are committed together this often, then acknowledged.',
  }),
  INGEST_BUFFER_BYTES: Type.Integer({
    minimum: 2 ** 20,
    maximum: 2 ** 32,
    default: 64 * 2 ** 20,
    description: 'Frames that wait for the database at most; beyond it recorders are slowed down.',
  }),
  INGEST_QUEUE_URL: Type.String({
    pattern: '^(|sqs://[^/]+/[^/]+/[^/]+|https://sqs\\..+)$',
    default: '',
    description:
      'A queue in front of the database: sqs://region/account/name (?endpoint=… for one that is not of AWS), or its address https://sqs.….amazonaws.com/…; frames are acknowledged once it has them. Empty: frames go to the database at once.',
  }),
  OBJECT_EVENTS_QUEUE_URL: Type.String({
    pattern: '^(|sqs://[^/]+/[^/]+/[^/]+|https://sqs\\..+)$',
    default: '',
    description:
      'A queue that EventBridge sends the events of the bucket to, written likewise; needed by UPLOAD_SCAN=guardduty.',
  }),
  QUEUE_CONSUMER: Type.Boolean({
    default: true,
    description:
      'Whether this server also takes from the queues; 0 where `outlap-server consume` does.',
  }),
  UPLOAD_SCAN: Type.Enum(['none', 'guardduty'], {
    default: 'none',
    description:
      'Who looks for malware in uploads before they are read: nobody, or GuardDuty on the bucket; then a file is imported and handed out only once it was found clean.',
  }),
  SILENCE_SECONDS: Type.Integer({
    minimum: 1,
    maximum: 7 * 86400,
    default: 900,
    description:
      'A stream that brought nothing for this long is closed; a late frame opens it again.',
  }),
  SIMULATED_CAR: Type.Boolean({
    default: true,
    description:
      'Whether a simulated car drives as long as nobody else sends anything, so that the live page shows something; only with DEMO=1 on the embedded database.',
  }),
  SAMPLES_KEEP_DAYS: Type.Integer({
    minimum: 0,
    maximum: 36500,
    default: 0,
    description: 'Samples of sessions are removed after this many days; 0 keeps them for ever.',
  }),
  LAPS_KEEP: Type.Boolean({
    default: true,
    description:
      'Whether laps, their times and one-second roll-ups stay when samples are removed after SAMPLES_KEEP_DAYS.',
  }),
  PUBLIC_URL: Type.String({
    pattern: '^(|https?://.+)$',
    default: '',
    description: 'Address of this server in mails and links; empty: http://HOST:PORT.',
  }),
  SMTP_URL: Type.String({
    pattern: '^(|smtps?://.+)$',
    default: '',
    description:
      'Mail server (smtp://user:password@host:587); empty: mails stay in the outbox, which the page shows.',
    ...secret,
  }),
  MAIL_FROM: Type.String({
    default: 'Outlap <outlap@localhost>',
    description: 'Sender of mails.',
  }),
  ALERT_MAIL_TO: list({
    default: [],
    description:
      'Addresses that alerts are mailed to where a rule names none, separated by commas.',
  }),
  ALERT_HISTORICAL_SECONDS: Type.Integer({
    minimum: 0,
    maximum: 7 * 86400,
    default: 900,
    description:
      'An alert whose reading is older than this when it comes in is marked historical and notifies nobody.',
  }),
  WEBHOOK_SECRET: Type.String({
    default: '',
    description:
      'Key of the HMAC-SHA-256 signature of webhooks; while it changes `new,old`: both sign, each in a header of its own. Empty: webhooks are refused.',
    ...secret,
  }),
  WEBHOOK_HOSTS: list({
    default: [],
    description:
      'Host names on this very machine (localhost, 127.0.0.1), or in its own network where PUBLIC_URL is a public address, that webhooks may be sent to, separated by commas. Link-local and metadata addresses never are.',
  }),
  UPSTREAM_URL: Type.String({
    pattern: '^(|https?://.+)$',
    default: '',
    description: 'Another Outlap server that finished sessions are forwarded to; empty: none.',
  }),
  UPSTREAM_TOKEN: Type.String({
    default: '',
    description: 'An API key of the upstream server with the scope record, or its INGEST_TOKEN.',
    ...secret,
  }),
  UPSTREAM_BYTES_PER_SECOND: Type.Integer({
    minimum: 0,
    maximum: 2 ** 40,
    default: 0,
    description: 'Bandwidth that forwarding may take; 0: no limit.',
  }),
  METRICS_TOKEN: Type.String({
    default: '',
    description:
      'What Prometheus shows (Authorization: Bearer …) to read /metrics, at least 16 characters; empty: only owners who are signed in read it.',
    ...secret,
  }),
  OTEL_EXPORTER_OTLP_ENDPOINT: Type.String({
    pattern: '^(|https?://.+)$',
    default: '',
    description:
      'Where traces and metrics are sent by OTLP over HTTP (http://collector:4318); empty: nowhere, and nothing of it is loaded.',
  }),
  DRAIN_SECONDS: Type.Integer({
    minimum: 0,
    maximum: 300,
    default: 5,
    description:
      'How long a server that is asked to stop still answers, while /health/ready says 503 and the balancer turns away; only with REDIS_URL, for a server that is alone has nobody to hand over to.',
  }),
  SHED_EVENT_LOOP_DELAY_MS: Type.Integer({
    minimum: 0,
    maximum: 60000,
    default: 1000,
    description:
      'Mean delay of the event loop within a second beyond which, once it lasts for three, requests get 503 and recorders are slowed down; 0: never.',
  }),
  SHED_HEAP_PERCENT: Type.Integer({
    minimum: 0,
    maximum: 100,
    default: 90,
    description:
      'Part of the largest heap beyond which requests get 503 and recorders are slowed down; 0: never.',
  }),
  BACKUP_TO: Type.String({
    pattern: '^(|file://.+|s3://.+|[^:]+)$',
    default: '',
    description:
      'Where scheduled backups go: a folder on another disk, or s3://bucket/prefix?region=…&endpoint=…; empty: none are made.',
  }),
  BACKUP_ACCESS_KEY: Type.String({
    default: '',
    description: 'Access key of that bucket; empty: that of the object store.',
    ...secret,
  }),
  BACKUP_SECRET_KEY: Type.String({ default: '', description: 'Its secret key.', ...secret }),
  BACKUP_RECIPIENT: list({
    default: [],
    description:
      'Public keys (age1…) whose holders can open backups, separated by commas; the server itself then cannot.',
  }),
  BACKUP_PASSPHRASE: Type.String({
    default: '',
    description:
      'What opens backups instead of a key, at least 12 characters. Keep a copy away from this server.',
    ...secret,
  }),
  BACKUP_AT: Type.Integer({
    minimum: 0,
    maximum: 23,
    default: 3,
    description: 'Hour (UTC) from which the backup of a day is made.',
  }),
  BACKUP_EVERY_HOURS: Type.Integer({
    minimum: 0,
    maximum: 720,
    default: 0,
    description: 'Makes one so many hours after the one before instead; 0: daily at BACKUP_AT.',
  }),
  BACKUP_KEEP: Type.String({
    default: '7 daily, 4 weekly, 12 monthly',
    description:
      'Which backups stay: the newest of so many days, weeks and months; the others are removed after each good one.',
  }),
  WEB_DIR: Type.String({
    minLength: 1,
    default: join(dirname(dirname(fileURLToPath(import.meta.url))), '..', 'web', 'build'),
    description: 'Folder of the built web app.',
  }),
});
/** The settings of one process: as in the table above, checked, frozen. */
export type Config = Readonly<Static<typeof Settings>>;

export type SettingName = keyof typeof Settings.properties;

export function isSecret(schema: TSchema): boolean {
  return 'secret' in schema;
}

type Rule = { readonly pattern?: string; readonly minimum?: number; readonly maximum?: number };

const WORDS_OF_PATTERNS: readonly (readonly [part: string, words: string])[] = [
  ['^(|https?://.+)$', 'http://… or https://…'],
  ['sqs', 'sqs://region/account/name or https://sqs.region.amazonaws.com/account/name'],
  ['s3', 'a folder or s3://bucket/prefix'],
  ['postgres', 'postgres://…'],
];

/** The rule of a setting in words. */
export function ruleOf(schema: TSchema): string {
  const { pattern = '', minimum, maximum } = schema as Rule;
  if (Type.IsInteger(schema)) return `a whole number from ${minimum ?? 0} to ${maximum ?? '…'}`;
  if (Type.IsBoolean(schema)) return '1 or 0';
  if (Type.IsArray(schema)) return 'a list separated by commas';
  if (Type.IsEnum(schema)) return `one of ${schema.enum.join(', ')}`;
  const known = WORDS_OF_PATTERNS.find(([part]) => pattern.includes(part));
  return known?.[1] ?? 'a text that is not empty';
}
