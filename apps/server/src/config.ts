import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import { parseKeepRule } from './backup/keep-rule.ts';
import { parseOidcProviders } from './identity/oidc-providers.ts';
import { type Config, isSecret, ruleOf, Settings } from './settings.ts';

export type { Config } from './settings.ts';

/** A configuration that cannot be used: one line a problem, names and rules, never values. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** Belong to the `outlap` command, which may well run in the same shell. */
const COMMAND_LINE_SETTINGS: readonly string[] = ['OUTLAP_URL', 'OUTLAP_TOKEN', 'OUTLAP_SPOOL'];

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the settings from environment variables. Throws ConfigError with every problem there is. */
export function parseConfig(env: Environment = process.env): Config {
  const problems = Object.keys(env)
    .filter((name) => name.startsWith('OUTLAP_') && !COMMAND_LINE_SETTINGS.includes(name))
    .map((name) => `${name}: there is no such setting`);
  const values: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(Settings.properties)) {
    const text = textOf(env, name, schema, problems);
    if (text === undefined) continue;
    const value = text === '' ? Value.Default(schema, undefined) : converted(text, schema);
    values[name] = value;
    if (!Value.Check(schema, value)) problems.push(`${name}: must be ${ruleOf(schema)}`);
  }
  const config = values as Config;
  const providers = values['OIDC_PROVIDERS'];
  problems.push(...parseOidcProviders(typeof providers === 'string' ? providers : '').problems);
  if (config.METRICS_TOKEN !== '' && config.METRICS_TOKEN.length < 16)
    problems.push('METRICS_TOKEN: must have at least 16 characters');
  problems.push(...listQueueProblems(config));
  if (config.REDIS_URL && !config.AUTH_SECRET)
    problems.push('AUTH_SECRET: must be the same on every server that shares REDIS_URL');
  problems.push(...backupProblems(config));
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze({ ...config, DATA_DIR: resolve(config.DATA_DIR) });
}

function listQueueProblems(config: Config): string[] {
  if (config.UPLOAD_SCAN === 'none') return [];
  return [
    ...(config.OBJECT_EVENTS_QUEUE_URL === ''
      ? ['OBJECT_EVENTS_QUEUE_URL: must name the queue that verdicts come by']
      : []),
    ...(config.OBJECT_STORE_URL.startsWith('s3://')
      ? []
      : ['OBJECT_STORE_URL: must be a bucket where UPLOAD_SCAN is guardduty']),
  ];
}

function backupProblems(config: Config): string[] {
  const { BACKUP_TO, BACKUP_PASSPHRASE = '', BACKUP_RECIPIENT = [], BACKUP_KEEP = '' } = config;
  const problems: string[] = [];
  const locks = Number(BACKUP_PASSPHRASE !== '') + Number(BACKUP_RECIPIENT.length > 0);
  if (BACKUP_TO && locks !== 1)
    problems.push('BACKUP_TO: needs either BACKUP_RECIPIENT or BACKUP_PASSPHRASE, and not both');
  if (BACKUP_PASSPHRASE !== '' && BACKUP_PASSPHRASE.length < 12)
    problems.push('BACKUP_PASSPHRASE: must have at least 12 characters');
  if (BACKUP_RECIPIENT.some((recipient) => !/^age1[a-z0-9]{50,}$/.test(recipient)))
    problems.push('BACKUP_RECIPIENT: must be age1…, as `age-keygen` prints it');
  if (BACKUP_KEEP !== '' && !parseKeepRule(BACKUP_KEEP))
    problems.push('BACKUP_KEEP: must be as in "7 daily, 4 weekly, 12 monthly"');
  return problems;
}

function textOf(
  env: Environment,
  name: string,
  schema: TSchema,
  problems: string[],
): string | undefined {
  const direct = env[name] ?? '';
  const file = isSecret(schema) ? env[`${name}_FILE`] : undefined;
  if (!file) return direct;
  if (direct) {
    problems.push(`${name}: given twice, also as ${name}_FILE`);
    return undefined;
  }
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    problems.push(`${name}_FILE: must name a readable file`);
    return undefined;
  }
}

function converted(text: string, schema: TSchema): unknown {
  if (Type.IsInteger(schema)) return /^\d{1,15}$/.test(text) ? Number(text) : text;
  if (Type.IsBoolean(schema)) return { '1': true, true: true, '0': false, false: false }[text];
  if (Type.IsArray(schema))
    return text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  return text;
}

/** Whether only this machine reaches an address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** The address under which people reach the server, without a slash at its end. */
export function publicUrlOf({
  PUBLIC_URL,
  HOST,
  PORT,
}: Pick<Config, 'PUBLIC_URL' | 'HOST' | 'PORT'>): string {
  const host = HOST.includes(':') ? `[${HOST}]` : HOST;
  return (PUBLIC_URL === '' ? `http://${host}:${PORT}` : PUBLIC_URL).replace(/\/+$/, '');
}
