// `npm run generate`: writes docs/configuration.md, .env.example and deploy/compose.env.example from the settings. With
// --check it only says if they are stale.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TSchema } from 'typebox';
import { toComposeExample } from './compose-env.ts';
import { isSecret, ruleOf, type SettingName, Settings } from './settings.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

type Described = TSchema & { readonly default: unknown; readonly description: string };

/** Defaults that depend on the machine, in words. */
const IN_WORDS: Partial<Record<SettingName, string>> = {
  IMPORT_WORKERS: '2, or 1 on a machine with one core',
  WEB_DIR: 'apps/web/build',
};

/** Path → content of every generated file. */
export function buildConfigurationDocs(): ReadonlyMap<string, string> {
  return new Map([
    [join(root, 'docs', 'configuration.md'), toTable()],
    [join(root, '.env.example'), toExample()],
    [join(root, 'deploy', 'compose.env.example'), toComposeExample(root, listSettings())],
  ]);
}

function listSettings() {
  return Object.entries(Settings.properties).map(([name, schema]) => {
    const described = schema as TSchema as Described;
    return {
      name,
      description: described.description,
      rule: ruleOf(described),
      secret: isSecret(described),
      value: IN_WORDS[name as SettingName] ?? toText(described.default),
    };
  });
}

function toText(value: unknown): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  return Array.isArray(value) ? value.join(',') : String(value);
}

function toTable(): string {
  const rows = listSettings().map(({ name, description, rule, secret, value }) => [
    secret ? `\`${name}\`, \`${name}_FILE\`` : `\`${name}\``,
    value === '' ? '(empty)' : `\`${value}\``,
    rule,
    description,
  ]);
  return `# Configuration of the server

Settings are environment variables, read once at the start. A wrong one, or an unknown one that begins with \`OUTLAP_\`,
ends the start with exit code 2 and one line that names it and its rule, never its value. A setting with a \`_FILE\`
variant may be given as the path of a file that holds the value.

${alignTable([['setting', 'default', 'rule', 'meaning'], ...rows])}

This table is made from \`apps/server/src/settings.ts\` by \`npm run generate\`.
`;
}

/** A table as the formatter of the repository writes it. */
export function alignTable([titles = [], ...rows]: readonly (readonly string[])[]): string {
  const widths = titles.map((_, i) =>
    Math.max(3, ...[titles, ...rows].map((row) => row[i]?.length ?? 0)),
  );
  const toLine = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  return [titles, widths.map((width) => '-'.repeat(width)), ...rows].map(toLine).join('\n');
}

function toExample(): string {
  const blocks = listSettings().map(
    ({ name, description, value }) => `# ${description}\n#${name}=${value}\n`,
  );
  return `# Settings of the server and their defaults; docs/configuration.md has the rules.\n\n${blocks.join('\n')}`;
}

function main(check: boolean): void {
  for (const [path, content] of buildConfigurationDocs()) {
    if (readOrEmpty(path) === content) continue;
    if (check) {
      console.error(`${path} is stale. Run: npm run generate`);
      process.exitCode = 1;
      continue;
    }
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

if (import.meta.filename === process.argv[1]) main(process.argv.includes('--check'));
