import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from './settings.ts';
import { addAuth } from './stacks/auth.ts';
import { addDns } from './stacks/dns.ts';
import { addFrontend } from './stacks/frontend.ts';
import { addIdentityData } from './stacks/identity-data.ts';
import { addSiteWatch } from './stacks/site-watch.ts';

/** Folders of what is deployed but built elsewhere. */
export type Built = {
  /** A folder for each function of identity, with its index.mjs. */
  readonly bundles: string;
  /** The built web app. */
  readonly webFolder: string;
};

/** All stacks of one installation, checked when they are synthesised. */
export function outlapApp(settings: Settings, built: Built, app = new App()): App {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  if (settings.shape === 'serverless') addServerless(app, settings, built);
  return app;
}

function addServerless(app: App, settings: Settings, { bundles, webFolder }: Built): void {
  const dns = addDns(app, settings);
  const { table } = addIdentityData(app, settings);
  const auth = addAuth(app, settings, { table, bundles });
  addFrontend(app, settings, { ...dns, apiHost: auth.host, webFolder });
  addSiteWatch(app, settings, { auth, table });
}

/** The flags of cdk.json, which only the command line reads by itself. */
export function flags(): Record<string, unknown> {
  const file = join(import.meta.dirname, '..', 'cdk.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { context: Record<string, unknown> }).context;
}
