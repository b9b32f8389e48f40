import { readFileSync } from 'node:fs';

type Shape = 'serverless' | 'full';
export type Size = 'small' | 'league' | 'busy';

/** What one installation is: read from a file of `environments`, checked as a whole. */
export type Settings = {
  /** First part of the names of all stacks. */
  readonly name: string;
  readonly shape: Shape;
  readonly size: Size;
  readonly domain: string;
  readonly hostedZone: { readonly id: string; readonly name: string };
  readonly region: string;
  /** Without: the account of who deploys. */
  readonly account?: string;
  /** Who is told when an alarm goes off. */
  readonly alarmMail: readonly string[];
  /** Sender of the product's mails, at the domain or below it. */
  readonly mailFrom: string;
  /** A secret of the region that holds SMTP_URL; without, mails are not sent. */
  readonly smtpSecretArn?: string;
  /** The image of the server that runs, by its digest: sha256:… */
  readonly image: string;
  /** Whose account is made before the servers first start: without an owner they refuse to. */
  readonly owner: string;
  /** The prefix list com.amazonaws.global.cloudfront.origin-facing of the region. */
  readonly cloudFrontPrefixList: string;
  /** Whose workflows may deploy; without: nobody's. */
  readonly github?: GitHub;
};

export type GitHub = {
  /** owner/name */
  readonly repository: string;
  readonly repositoryId: string;
  readonly ownerId: string;
  readonly environment: string;
};

/** Settings that cannot be used: one line a problem. */
export class SettingsError extends Error {
  override name = 'SettingsError';
}

const HOST = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/;
const MAIL = /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/;
const ID = /^\d{1,20}$/;

const TEXTS: Readonly<Record<string, { readonly rule: RegExp; readonly words: string }>> = {
  name: { rule: /^[A-Z][A-Za-z0-9]{1,15}$/, words: '2 to 16 letters and digits, a capital first' },
  shape: { rule: /^(serverless|full)$/, words: 'serverless or full' },
  size: { rule: /^(small|league|busy)$/, words: 'small, league or busy' },
  domain: { rule: HOST, words: 'a host name in small letters' },
  'hostedZone.id': { rule: /^Z[A-Z0-9]{5,31}$/, words: 'the id of a Route 53 zone, Z…' },
  'hostedZone.name': { rule: HOST, words: 'a host name in small letters' },
  region: { rule: /^[a-z]{2}(-[a-z]+)+-\d$/, words: 'a region such as eu-central-1' },
  mailFrom: { rule: MAIL, words: 'a mail address' },
  owner: { rule: MAIL, words: 'a mail address' },
  image: { rule: /^sha256:[0-9a-f]{64}$/, words: 'a digest, sha256: and 64 hexadecimal digits' },
  cloudFrontPrefixList: { rule: /^pl-[0-9a-f]{8,17}$/, words: 'the id of a prefix list, pl-…' },
};
const OPTIONAL_TEXTS: typeof TEXTS = {
  account: { rule: /^\d{12}$/, words: 'twelve digits' },
  smtpSecretArn: {
    rule: /^arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:[\w/+=.@-]+-\w{6}$/,
    words: 'the whole ARN of a secret',
  },
  'github.repository': { rule: /^[\w.-]+\/[\w.-]+$/, words: 'owner/name' },
  'github.repositoryId': { rule: ID, words: 'a number' },
  'github.ownerId': { rule: ID, words: 'a number' },
  'github.environment': { rule: /^[\w-]+$/, words: 'the name of an environment' },
};
const ONLY_FULL = new Set(['owner', 'image', 'cloudFrontPrefixList']);

type Given = Readonly<Record<string, unknown>>;

export function readSettings(file: string, changed: Given = {}): Settings {
  return parseSettings({ ...(JSON.parse(readFileSync(file, 'utf8')) as Given), ...changed });
}

/** Throws SettingsError with every problem there is. */
export function parseSettings(given: Given): Settings {
  const isFull = given['shape'] === 'full';
  const whole = isFull ? given : { owner: '', image: '', cloudFrontPrefixList: '', ...given };
  const problems = [...unknownNames(whole), ...wrongTexts(whole, isFull), ...wrongMails(whole)];
  const { domain, hostedZone, mailFrom } = whole as Partial<Settings>;
  const zone = hostedZone?.name;
  if (domain && zone && !isWithin(domain, zone)) problems.push('domain: must lie in hostedZone');
  if (domain && mailFrom && !isWithin(mailFrom.replace(/^.*@/, ''), domain))
    problems.push('mailFrom: must be an address at domain');
  if (problems.length > 0) throw new SettingsError(problems.join('\n'));
  return Object.freeze(whole as Settings);
}

function isWithin(name: string, domain: string): boolean {
  return name === domain || name.endsWith(`.${domain}`);
}

function valueAt(given: Given, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (value as Given | undefined)?.[key], given);
}

function unknownNames(given: Given): string[] {
  const paths = [...Object.keys(TEXTS), ...Object.keys(OPTIONAL_TEXTS), 'alarmMail'];
  const known = new Set(paths.flatMap((path) => [path, path.replace(/\..*/, '')]));
  const names = Object.entries(given).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.keys(value).map((key) => `${name}.${key}`)
      : [name],
  );
  return names
    .filter((name) => !known.has(name))
    .map((name) => `${name}: there is no such setting`);
}

function wrongTexts(given: Given, isFull: boolean): string[] {
  const isRight = (path: string, rule: RegExp) => {
    const value = valueAt(given, path);
    return typeof value === 'string' && rule.test(value);
  };
  const asked = Object.entries(TEXTS).filter(([path]) => isFull || !ONLY_FULL.has(path));
  const optional = Object.entries(OPTIONAL_TEXTS).filter(([path]) =>
    path.startsWith('github.') ? given['github'] !== undefined : given[path] !== undefined,
  );
  return [...asked, ...optional]
    .filter(([path, { rule }]) => !isRight(path, rule))
    .map(([path, { words }]) => `${path}: must be ${words}`);
}

function wrongMails({ alarmMail }: Given): string[] {
  const isList = Array.isArray(alarmMail) && alarmMail.length > 0;
  return isList && alarmMail.every((mail) => typeof mail === 'string' && MAIL.test(mail))
    ? []
    : ['alarmMail: must be a list of mail addresses, at least one'];
}
