import { App } from 'aws-cdk-lib';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Built, flags, outlapApp } from './outlap-app.ts';
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

/** The templates of one profile by the names of their stacks, without asking AWS and with stand-ins for built files. */
export function synthesise(
  profile: Profile,
  changed: Partial<Settings> = {},
): Map<string, Template> {
  const { stacks } = appOf(profile, changed).synth();
  return new Map(stacks.map(({ stackName, template }) => [stackName, template as Template]));
}

/** The app of a profile as the example environments have it. */
export function appOf(
  profile: Profile,
  changed: Partial<Settings> = {},
  built: Built = standIns(),
): App {
  const settings = readSettings(
    join(
      import.meta.dirname,
      '..',
      'environments',
      profile === 'serverless' ? 'serverless-example.json' : 'example.json',
    ),
    { ...(profile !== 'serverless' && { size: profile }), ...changed },
  );
  const outdir = mkdtempSync(join(tmpdir(), 'outlap-cdk-'));
  return outlapApp(
    settings,
    built,
    new App({ context: flags(), outdir, analyticsReporting: false }),
  );
}

function standIns(): Built {
  const bundles = mkdtempSync(join(tmpdir(), 'outlap-bundles-'));
  for (const name of IDENTITY_FUNCTIONS) {
    mkdirSync(join(bundles, name));
    writeFileSync(join(bundles, name, 'index.mjs'), 'export const handler = undefined;\n');
  }
  return { bundles, webFolder: bundles };
}
