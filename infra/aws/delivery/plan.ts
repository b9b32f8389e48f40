import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSettings, SettingsError } from '../src/settings.ts';
import { DeployError } from './deploy-error.ts';
import { type ImageSource, type Options, wrong } from './options.ts';

type Given = Readonly<Record<string, unknown>>;

/** What is going to be deployed, as far as it is known without asking AWS. */
export type Plan = {
  readonly environment: string;
  /** The file of settings. */
  readonly file: string;
  readonly isFileThere: boolean;
  /** What the file says, or is going to say once AWS was asked for the rest. */
  readonly settings: Given;
  readonly shape: 'serverless' | 'full';
  readonly region: string;
  readonly image: ImageSource;
  readonly isAgreed: boolean;
  readonly isDry: boolean;
};

/** Stands for what AWS knows, while the rest is checked. */
export const ASKED = {
  zone: 'ZHOSTEDZONE',
  prefixList: 'pl-00000000',
  digest: `sha256:${'0'.repeat(64)}`,
} as const;

/** Throws DeployError before anything is asked of AWS. */
export function readPlan(options: Options, folder: string, env: NodeJS.ProcessEnv): Plan {
  const { environment, isAgreed, isDry } = options;
  const file = join(folder, `${environment}.json`);
  const isFileThere = existsSync(file);
  const settings = isFileThere ? fromFile(file, options) : fromOptions(options, env);
  check(settings, file);
  const { image = '' } = settings as { image?: string };
  return {
    environment,
    file,
    isFileThere,
    settings,
    shape: settings['shape'] as Plan['shape'],
    region: String(settings['region']),
    image: options.image ?? (image === '' ? { kind: 'built' } : { kind: 'there', digest: image }),
    isAgreed,
    isDry,
  };
}

function fromFile(file: string, options: Options): Given {
  let settings: Given;
  try {
    settings = JSON.parse(readFileSync(file, 'utf8')) as Given;
  } catch {
    throw new DeployError('settings_wrong', `${file} is not JSON`, 'Correct it, or take it away.');
  }
  const { shape, domain, region, size, name, alarmMail, mailFrom, owner } = options;
  const asked = { shape, domain, region, size, name, alarmMail, mailFrom, owner };
  for (const [key, value] of Object.entries(asked))
    if (value !== undefined && JSON.stringify(value) !== JSON.stringify(settings[key]))
      throw new DeployError(
        'settings_differ',
        `${key}: ${file} says ${JSON.stringify(settings[key])}, the command ${JSON.stringify(value)}`,
        'Change the file, or name another one by --environment.',
      );
  return settings;
}

function fromOptions(options: Options, env: NodeJS.ProcessEnv): Given {
  const { shape, domain, alarmMail } = options;
  const region = options.region ?? (env['AWS_REGION'] || env['AWS_DEFAULT_REGION']);
  const needed = { '--shape': shape, '--domain': domain, '--mail': alarmMail, '--region': region };
  const missing = Object.entries(needed).filter(([, value]) => !value?.length);
  if (missing.length > 0)
    throw wrong(
      'option_missing',
      `There is no file of settings for ${options.environment} yet: say ${missing.map(([name]) => name).join(', ')}`,
    );
  return {
    name: options.name ?? 'Outlap',
    shape,
    size: options.size ?? 'small',
    domain,
    region,
    alarmMail,
    mailFrom: options.mailFrom ?? `no-reply@${domain}`,
    ...(shape === 'full' && { owner: options.owner ?? alarmMail?.[0] }),
  };
}

/** What AWS is asked for later, and the image, are taken as right. */
function check(settings: Given, file: string): void {
  const zone = { id: ASKED.zone, name: settings['domain'] };
  try {
    parseSettings({
      hostedZone: zone,
      ...(settings['shape'] === 'full' && {
        image: ASKED.digest,
        cloudFrontPrefixList: ASKED.prefixList,
      }),
      ...settings,
    });
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    throw new DeployError('settings_wrong', error.message, `Correct the options, or ${file}.`);
  }
}
