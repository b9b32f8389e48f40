import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from './settings.ts';
import { addAsync } from './stacks/async.ts';
import { addAuth } from './stacks/auth.ts';
import { addBackup } from './stacks/backup.ts';
import { addBalancer } from './stacks/balancer.ts';
import { addBase } from './stacks/base.ts';
import { addCache } from './stacks/cache.ts';
import { addData } from './stacks/data.ts';
import { addDelivery } from './stacks/delivery.ts';
import { addDns } from './stacks/dns.ts';
import { addEdge } from './stacks/edge.ts';
import { addFrontend } from './stacks/frontend.ts';
import { addIdentityData } from './stacks/identity-data.ts';
import { addMail } from './stacks/mail.ts';
import { addNetwork } from './stacks/network.ts';
import { addRegistry } from './stacks/registry.ts';
import { addSecrets } from './stacks/secrets.ts';
import { addService } from './stacks/fargate.ts';
import { addSiteWatch } from './stacks/site-watch.ts';
import { addWatch } from './stacks/watch.ts';

/** The flag of CDK's own rules; where it is off, none are asked. */
export const CHECKED = '@aws-cdk/core:validateAgainstDefaultRules';

/** What is deployed but comes from elsewhere. */
export type Built = {
  /** A folder for each function of identity, with its index.mjs. */
  readonly bundles: string;
  /** The built web app. */
  readonly webFolder: string;
  /** The authorities of RDS in the region of the installation, as PEM. */
  readonly authorities: string;
};

/** All stacks of one installation, checked when they are synthesised. */
export function outlapApp(settings: Settings, built: Built, app = new App()): App {
  if (app.node.tryGetContext(CHECKED) !== false)
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  if (settings.shape === 'serverless') addServerless(app, settings, built);
  else addFull(app, settings, built);
  if (settings.github) addDelivery(app, settings, settings.github);
  return app;
}

function addServerless(app: App, settings: Settings, { bundles, webFolder }: Built): void {
  const dns = addDns(app, settings);
  const { table } = addIdentityData(app, settings);
  const auth = addAuth(app, settings, { table, bundles });
  const frontend = addFrontend(app, settings, { ...dns, apiHost: auth.host, webFolder });
  // It reads the secret that the other one makes.
  frontend.addStackDependency(auth.stack);
  addSiteWatch(app, settings, { auth, table });
}

function addFull(app: App, settings: Settings, { authorities }: Built): void {
  const dns = addDns(app, settings);
  const base = addBase(app, settings);
  const network = addNetwork(app, settings);
  const data = addData(app, settings, { base, network });
  const cache = addCache(app, settings, { base, network });
  const repository = addRegistry(app, settings, base);
  const secrets = addSecrets(app, settings, base);
  const balancer = addBalancer(app, settings, { base, network });
  const async = addAsync(app, settings, { base, bucket: data.bucket });
  const parts = { network, data, cache, repository, secrets, balancer, async, authorities };
  const service = addService(app, settings, parts);
  addMail(app, settings);
  addEdge(app, settings, dns).addStackDependency(balancer.stack);
  addWatch(app, settings, { ...parts, base, service });
  addBackup(app, settings, { base, data });
}

/** The flags of cdk.json, which only the command line reads by itself. */
export function flags(): Record<string, unknown> {
  const file = join(import.meta.dirname, '..', 'cdk.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { context: Record<string, unknown> }).context;
}
