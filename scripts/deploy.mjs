// `npm run deploy`: docs/operate/aws.md.
import { delimiter, join } from 'node:path';
import { ensureInstalled, environment, root, run } from './installed.mjs';

ensureInstalled();
ensureInstalled('infra/aws');
const bin = join(root, 'infra', 'aws', 'node_modules', '.bin');
process.exitCode = run('node', ['infra/aws/bin/deploy.ts', ...process.argv.slice(2)], {
  env: { ...environment, PATH: `${bin}${delimiter}${environment.PATH}` },
});
