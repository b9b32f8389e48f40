// `npm run cost -- --profile idle|startup|growth|scale|all [--free-tier] [--json]`: what AWS charges in a month.
import { parseArgs } from 'node:util';
import { estimate, totalOf } from './estimate.ts';
import { billTable, toUsd } from './tables.ts';
import { PROFILE_NAMES, type ProfileName, readProfile } from './usage.ts';

// Templates are validated where they are tested; here they are counted.
process.env['CDK_VALIDATION'] ??= 'false';
const { synthesise } = await import('../src/synthesise.ts');

const { values } = parseArgs({
  options: {
    profile: { type: 'string', default: 'all' },
    'free-tier': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const names = PROFILE_NAMES.filter((name) => [name, 'all'].includes(values.profile));
if (names.length === 0) {
  console.error(`Say a profile: ${[...PROFILE_NAMES, 'all'].join(', ')}`);
  process.exit(2);
}
for (const name of names) print(name);

function print(name: ProfileName): void {
  const { templates, words, usage } = readProfile(name);
  const isFreeTier = values['free-tier'];
  const lines = estimate(synthesise(templates), usage, { isFreeTier });
  if (values.json) {
    console.log(JSON.stringify({ name, isFreeTier, usdPerMonth: totalOf(lines), lines }));
    return;
  }
  const without = isFreeTier ? 'less what AWS gives free' : 'without any free tier';
  console.log(`\n${name}: ${words}\n\n${billTable(lines)}`);
  console.log(`\n${toUsd(totalOf(lines))} a month, ${without}, us-east-1, before tax`);
}
