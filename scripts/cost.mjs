// `npm run cost -- --profile idle|startup|growth|scale|all`: docs/cost.md tells how it counts.
import { ensureInstalled, run } from './installed.mjs';

ensureInstalled();
ensureInstalled('infra/aws');
process.exitCode = run('node', ['infra/aws/cost/main.ts', ...process.argv.slice(2)]);
