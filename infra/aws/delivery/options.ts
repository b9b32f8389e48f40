import { parseArgs } from 'node:util';
import { type DeployCode, DeployError } from './deploy-error.ts';

/** Where the image of the server comes from. */
export type ImageSource =
  | { readonly kind: 'built' }
  | { readonly kind: 'copied'; readonly name: string; readonly digest: string }
  | { readonly kind: 'there'; readonly digest: string };

/** What `npm run deploy` was asked for; what the file of the environment says is not in it. */
export type Options = {
  readonly environment: string;
  readonly shape?: string;
  readonly domain?: string;
  readonly region?: string;
  readonly size?: string;
  readonly name?: string;
  readonly alarmMail?: readonly string[];
  readonly mailFrom?: string;
  readonly owner?: string;
  readonly image?: ImageSource;
  readonly isAgreed: boolean;
  readonly isDry: boolean;
};

export const USAGE = `npm run deploy -- --shape serverless|full --domain laps.example.org --mail you@example.org --region eu-central-1
npm run deploy                       again, from infra/aws/environments/production.json, which the first one wrote

  --environment NAME   the file of settings to use or to write (production)
  --shape, --domain    serverless or full; the public name, in a hosted zone of the account
  --mail ADDRESS       who is told by alarms; several times for several
  --region REGION      where everything but CloudFront lives; without, AWS_REGION
  --owner ADDRESS      full: whose account is made first; without, the first --mail
  --size SIZE          full: small, league or busy (small)
  --name NAME          first part of the names of all stacks (Outlap)
  --mail-from ADDRESS  sender of mails (no-reply@ the domain)
  --image IMAGE        full: NAME@sha256:… is copied, sha256:… is in the registry; without, this folder is built
  --yes                does not ask
  --dry-run            prints every command, and runs none`;

const ENVIRONMENT = /^[A-Za-z0-9][\w-]{0,63}$/;
const IMAGE = /^(?:([\w.:/-]+)@)?(sha256:[0-9a-f]{64})$/;
const TEXT = { type: 'string' } as const;
const CONFIG = {
  environment: { ...TEXT, default: 'production' },
  shape: TEXT,
  domain: TEXT,
  region: TEXT,
  size: TEXT,
  name: TEXT,
  mail: { ...TEXT, multiple: true },
  'mail-from': TEXT,
  owner: TEXT,
  image: TEXT,
  yes: { type: 'boolean', default: false },
  'dry-run': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Throws DeployError; undefined where only the usage was asked for. */
export function parseOptions(args: readonly string[]): Options | undefined {
  const { values } = parsed(args);
  if (values.help) return undefined;
  const { environment, shape, domain, region, size, name, owner, mail, image } = values;
  const mailFrom = values['mail-from'];
  if (!ENVIRONMENT.test(environment))
    throw wrong('option_wrong', '--environment: must be letters, digits, - and _');
  return {
    environment,
    ...(shape !== undefined && { shape }),
    ...(domain !== undefined && { domain }),
    ...(region !== undefined && { region }),
    ...(size !== undefined && { size }),
    ...(name !== undefined && { name }),
    ...(owner !== undefined && { owner }),
    ...(mail !== undefined && { alarmMail: mail }),
    ...(mailFrom !== undefined && { mailFrom }),
    ...(image !== undefined && { image: toImageSource(image) }),
    isAgreed: values.yes,
    isDry: values['dry-run'],
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: CONFIG });
  } catch (error) {
    throw wrong('option_unknown', (error as Error).message.replace(/\. To specify.*/s, '.'));
  }
}

function toImageSource(text: string): ImageSource {
  const [, name, digest] = IMAGE.exec(text) ?? [];
  if (digest === undefined)
    throw wrong('option_wrong', '--image: must be name@sha256:… or sha256:…, not a tag');
  return name === undefined ? { kind: 'there', digest } : { kind: 'copied', name, digest };
}

export function wrong(code: DeployCode, message: string): DeployError {
  return new DeployError(code, message, 'npm run deploy -- --help shows what there is.');
}
