import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Profile as Synthesised, PROFILES as SYNTHESISED } from '../src/synthesise.ts';

export const PROFILE_NAMES = ['idle', 'startup', 'growth', 'scale'] as const;
export type ProfileName = (typeof PROFILE_NAMES)[number];

const NUMBERS = [
  'hostedZones',
  'dnsQueriesMillion',
  'tableGigabytes',
  'tableWritesMillion',
  'tableReadsMillion',
  'functionCallsMillion',
  'functionSecondsPerCall',
  'apiRequestsMillion',
  'cdnGigabytes',
  'cdnRequestsMillion',
  'logGigabytes',
  'mailsThousand',
  'secretCallsThousand',
  'keyCallsThousand',
  'objectGigabytes',
  'objectWritesThousand',
  'objectReadsThousand',
  'scannedGigabytes',
  'scannedObjectsThousand',
  'servers',
  'consumers',
  'balancerUnits',
  'natGigabytes',
  'endpointGigabytes',
  'databaseUnits',
  'databaseGigabytes',
  'databaseRequestsMillion',
  'databaseBackupGigabytes',
  'cacheGigabytes',
  'cacheUnitsMillion',
  'queueRequestsMillion',
  'firewallRequestsMillion',
  'imageGigabytes',
  'backupGigabytes',
] as const;

/** What is used in a month; storage as the mean of the month, `servers` and `consumers` as the mean number that run. */
export type Usage = Readonly<Record<(typeof NUMBERS)[number], number>>;

export type Profile = {
  readonly name: ProfileName;
  /** Which templates it is counted on. */
  readonly templates: Synthesised;
  readonly words: string;
  readonly usage: Usage;
};

/** A profile of `profiles`; what it does not name is not used. Throws for a name that is not a usage. */
export function readProfile(name: ProfileName): Profile {
  const file = join(import.meta.dirname, 'profiles', `${name}.json`);
  return parseProfile(name, JSON.parse(readFileSync(file, 'utf8')));
}

export function parseProfile(name: ProfileName, given: unknown): Profile {
  const { templates, words, usage, ...others } = given as Partial<Profile>;
  const unknown = [
    ...Object.keys(others),
    ...Object.keys(usage ?? {}).filter((key) => !NUMBERS.includes(key as keyof Usage)),
  ];
  if (unknown.length > 0) throw new Error(`profile ${name}: unknown ${unknown.join(', ')}`);
  const wrong = Object.entries(usage ?? {}).filter(([, value]) => !(Number(value) >= 0));
  if (wrong.length > 0) throw new Error(`profile ${name}: ${wrong.join(', ')} is not a quantity`);
  if (!SYNTHESISED.includes(templates as Synthesised) || !words)
    throw new Error(`profile ${name}: says no templates or no words`);
  const none = Object.fromEntries(NUMBERS.map((key) => [key, 0])) as Usage;
  return { name, templates: templates as Synthesised, words, usage: { ...none, ...usage } };
}
