// `npm run generate`: writes docs/cost.md from the templates, the prices and the profiles. With --check it only says if it is
// stale.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AREA_NAMES, sumByArea } from './areas.ts';
import { estimate, type Line, totalOf } from './estimate.ts';
import { PRICES } from './prices.ts';
import { alignTable, billTable, toUsd } from './tables.ts';
import { PROFILE_NAMES, type Profile, readProfile } from './usage.ts';

process.env['CDK_VALIDATION'] ??= 'false';
const { synthesise } = await import('../src/synthesise.ts');
const path = join(import.meta.dirname, '..', '..', '..', 'docs', 'cost.md');

type Bill = { readonly profile: Profile; readonly lines: Line[]; readonly free: Line[] };

function toBill(name: (typeof PROFILE_NAMES)[number]): Bill {
  const profile = readProfile(name);
  const templates = synthesise(profile.templates);
  const { usage } = profile;
  return {
    profile,
    lines: estimate(templates, usage),
    free: estimate(templates, usage, { isFreeTier: true }),
  };
}

function toSummary(bills: readonly Bill[]): string {
  const row = (title: string, value: (bill: Bill) => number) => [
    title,
    ...bills.map((bill) => toUsd(value(bill))),
  ];
  const unverified = (lines: readonly Line[]) =>
    totalOf(lines.filter(({ confidence }) => confidence === 'unverified'));
  const rows = [
    ['USD a month', ...bills.map(({ profile }) => profile.name)],
    ...AREA_NAMES.map((area) => row(area, ({ lines }) => sumByArea(lines).get(area) ?? 0)),
    row('**together**', ({ lines }) => totalOf(lines)),
    row('of it at unverified prices', ({ lines }) => unverified(lines)),
    row('together, less what AWS gives free', ({ free }) => totalOf(free)),
  ];
  return alignTable(rows, [1, 2, 3, 4]);
}

function toPrices(): string {
  const rows = [...PRICES.values()].map(({ key, unit, price, readOn, freeUnits, confidence }) => [
    key,
    `$${price}`,
    unit,
    freeUnits === undefined ? '' : String(freeUnits),
    readOn,
    confidence,
  ]);
  const titles = ['price', 'USD for one', 'unit', 'free units a month', 'read in', 'confidence'];
  return alignTable([titles, ...rows], [1, 3]);
}

function toDocument(bills: readonly Bill[]): string {
  const sources = [...new Map([...PRICES.values()].map((p) => [p.confidence, p.source]))];
  const details = bills.map(
    ({ profile, lines }) =>
      `### ${profile.name}\n\n${profile.words} Templates: \`${profile.templates}\`, usage: \`infra/aws/cost/profiles/${profile.name}.json\`.\n\n${billTable(lines)}`,
  );
  return `# What it costs on AWS

\`npm run cost -- --profile idle|startup|growth|scale|all\` walks the templates of \`infra/aws\` as they would be deployed, with a
table of prices and a file of usage, and prints the bill of a month: 730 hours, us-east-1, USD, before tax. Nothing that AWS gives
free is counted unless \`--free-tier\` says so. A type of resource that is neither priced nor on the list of free ones, each with
its reason, ends the command with \`cost_type_unpriced\`.

${toSummary(bills)}

\`idle\` is the serverless shape, the others are the three sizes of the full one. Of what an idle site costs nearly half
are its secrets, one of which is kept in two regions, and a third is watching it: an alarm is charged by the metrics in it, a board
as a whole, and ten such metrics and three boards are what AWS gives free. A second that is driven is counted as three requests of the
queue: a batch sent, received and deleted.

## How sure the prices are

${alignTable([['confidence', 'source'], ...sources.map(([confidence, source]) => [confidence, source])])}

**No price was compared with a bill, and those marked \`unverified\` were not found at a source of AWS.** Compare them with the AWS
Price List Bulk API before you rely on a sum. Other regions cost more: the one such price known here is Aurora's unit, $0.14 an hour in
eu-west-1 and eu-central-1 instead of $0.12.

Left out: traffic between zones, Container Insights, logs of the firewall, detailed monitoring, support, tax, and a second installation for
staging. Servers that scale are counted as the mean number that runs, which the usage names.

## Bills

${details.join('\n\n')}

## Prices

${toPrices()}

This page is made from \`infra/aws/cost\` by \`npm run generate\`.
`;
}

const content = toDocument(PROFILE_NAMES.map(toBill));
if (content !== readOrEmpty()) {
  if (process.argv.includes('--check')) {
    console.error(`${path} is stale. Run: npm run generate`);
    process.exitCode = 1;
  } else {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}

function readOrEmpty(): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
