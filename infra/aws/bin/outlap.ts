import { App } from 'aws-cdk-lib';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { outlapApp } from '../src/outlap-app.ts';
import { readSettings, type Settings, SettingsError } from '../src/settings.ts';

const app = new App();
const root = join(import.meta.dirname, '..', '..', '..');
const contextOf = (name: string): string | undefined => {
  const value: unknown = app.node.tryGetContext(name);
  return typeof value === 'string' && value !== '' ? value : undefined;
};

try {
  const name = contextOf('environment') ?? 'example';
  const file = join(import.meta.dirname, '..', 'environments', `${name}.json`);
  const image = contextOf('image');
  const settings = readSettings(file, image === undefined ? {} : { image });
  const bundles = resolve(root, contextOf('bundles') ?? 'apps/server/build/lambda');
  const webFolder = resolve(root, contextOf('web') ?? 'apps/web/build');
  if (settings.shape === 'serverless')
    for (const [folder, command] of [
      [bundles, 'node apps/server/src/lambda/bundle.ts'],
      [webFolder, 'npm run build'],
    ] as const)
      if (!existsSync(folder)) throw new SettingsError(`${folder} is not there: run ${command}`);
  const authorities = settings.shape === 'full' ? readAuthorities(settings) : '';
  outlapApp(settings, { bundles, webFolder, authorities }, app).synth();
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function readAuthorities({ region }: Settings): string {
  const file = resolve(root, contextOf('authorities') ?? `out/aws/${region}-bundle.pem`);
  const address = `https://truststore.pki.rds.amazonaws.com/${region}/${region}-bundle.pem`;
  const remedy = `run curl --fail --create-dirs --output ${file} ${address}`;
  if (!existsSync(file)) throw new SettingsError(`${file} is not there: ${remedy}`);
  const text = readFileSync(file, 'utf8');
  if (!text.includes('-----BEGIN CERTIFICATE-----'))
    throw new SettingsError(`${file} holds no certificate: ${remedy}`);
  return text;
}
