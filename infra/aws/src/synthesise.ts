import { App } from 'aws-cdk-lib';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Built, CHECKED, flags, outlapApp } from './outlap-app.ts';
import { IDENTITY_FUNCTIONS } from './rights.ts';
import { readSettings, type Settings } from './settings.ts';

/** The serverless shape, and the sizes of the full one. */
export const PROFILES = ['serverless', 'small', 'league', 'busy'] as const;
export type Profile = (typeof PROFILES)[number];
/** A template of CloudFormation. */
export type Template = {
  readonly Resources: Readonly<
    Record<
      string,
      { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }
    >
  >;
};

/**
 * The templates of one profile by the names of their stacks: without asking AWS, with stand-ins for built files, and
 * without the rules that tests and the command line hold them against, which take most of the time.
 */
export function synthesise(
  profile: Profile,
  changed: Partial<Settings> = {},
): Map<string, Template> {
  const { stacks } = appOf(profile, changed, { [CHECKED]: false }).synth();
  return new Map(stacks.map(({ stackName, template }) => [stackName, template as Template]));
}

/** The app of a profile as the example environments have it. */
export function appOf(
  profile: Profile,
  changed: Partial<Settings> = {},
  context: Readonly<Record<string, unknown>> = {},
): App {
  const isServerless = profile === 'serverless';
  const file = isServerless ? 'serverless-example.json' : 'example.json';
  const settings = readSettings(join(import.meta.dirname, '..', 'environments', file), {
    ...(!isServerless && { size: profile }),
    ...changed,
  });
  const outdir = mkdtempSync(join(tmpdir(), 'outlap-cdk-'));
  const app = new App({ context: { ...flags(), ...context }, outdir, analyticsReporting: false });
  return outlapApp(settings, standIns(), app);
}

let folder: string | undefined;

/** Functions without code, authorities without a key: the same each time, so that templates are. */
function standIns(): Built {
  folder ??= mkdtempSync(join(tmpdir(), 'outlap-bundles-'));
  for (const name of IDENTITY_FUNCTIONS) {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, 'index.mjs'), `// ${name}\n`);
  }
  const authorities = '-----BEGIN CERTIFICATE-----\nof RDS\n-----END CERTIFICATE-----\n';
  return { bundles: folder, webFolder: folder, authorities };
}
