import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What compose.yaml itself asks for: the meaning of each of its variables that is no setting of the server. */
const MEANINGS: Readonly<Record<string, string>> = {
  DOMAIN:
    'The name under which people reach the server; its address record points at this machine.',
  POSTGRES_PASSWORD:
    'Password of the database: openssl rand -hex 24. Once the database is made, it is changed there first.',
  AUTH_SECRET:
    'What signatures and encryption of identity are derived from: openssl rand -hex 32. Several separated by commas: the first is used, the others are still understood.',
  COMPOSE_PROFILES: 'The proxy in front: caddy (gets certificates by itself) or nginx (has them).',
  SERVER_IMAGE: 'The image of the server, once one is published: name@sha256:…',
  SERVER_PULL_POLICY: 'build makes the image of this folder; missing or always takes SERVER_IMAGE.',
  REVISION: 'Commit that the image is labelled with.',
  POSTGRES_IMAGE: 'PostgreSQL 18 with pgvector.',
  VALKEY_IMAGE: 'Valkey.',
  CADDY_IMAGE: 'Caddy.',
  NGINX_IMAGE: 'nginx.',
  CADDY_TLS:
    '"tls internal": certificates of an authority of its own, for a private network; empty: public ones.',
  CERTIFICATES_DIR: 'For nginx: the folder of fullchain.pem and privkey.pem.',
  BACKUPS:
    'Volume of the backups, or a folder of another disk that uid 10001 may write; it is /backups in the server (BACKUP_TO=/backups).',
  EDGE_SUBNET: 'Network of proxy and server; change it where it collides with one of yours.',
  SERVER_CPUS: 'Processors the server may use.',
  SERVER_MEMORY: 'Memory the server may use; beyond it, it is killed.',
  SERVER_HEAP_MEGABYTES:
    'Largest heap of the server, about half of SERVER_MEMORY: files and frames under way lie outside of it.',
  POSTGRES_CPUS: 'Processors the database may use.',
  POSTGRES_MEMORY: 'Memory the database may use.',
  VALKEY_CPUS: 'Processors Valkey may use.',
  VALKEY_MEMORY: 'Memory Valkey may use, more than its maxmemory in compose.yaml.',
  PROXY_CPUS: 'Processors the proxy may use.',
  PROXY_MEMORY: 'Memory the proxy may use.',
};

/** Follow from compose.yaml, which sets them. */
const SET_BY_COMPOSE = /^(HOST|PORT|DATA_DIR|WEB_DIR|PUBLIC_URL|ALLOWED_HOSTS|TRUSTED_PROXIES)$/;

const GROUPS: readonly (readonly [title: string, names: RegExp])[] = [
  ['Mail and messages', /^(SMTP|MAIL|SMS|ALERT|WEBHOOK)_/],
  ['Who may come in', /^(SIGN_UP|GOOGLE|FACEBOOK|X_|OIDC|SSO|DNS|IDENTITY|ADMIN|ALLOWED|PLACE)/],
  ['Backups', /^BACKUP_/],
  ['Where files lie', /^OBJECT_STORE_/],
  ['Watching', /^(METRICS|OTEL|LOG|SHED|DRAIN)_/],
  ['Everything else', /./],
];

type Setting = { readonly name: string; readonly description: string; readonly value: string };
type Variable = { readonly name: string; readonly required: boolean; readonly value: string };

/** deploy/compose.env.example: what compose.yaml needs first, then what it lets change, then every setting of the server. */
export function toComposeExample(root: string, settings: readonly Setting[]): string {
  const compose = readFileSync(join(root, 'compose.yaml'), 'utf8');
  const variables = listVariables(compose);
  const own = variables.filter(({ name }) => !settings.some((setting) => setting.name === name));
  const required = variables.filter((variable) => variable.required);
  const optional = own.filter((variable) => !variable.required);
  const setHere = new Set([...compose.matchAll(/^ {4}([A-Z_]+): /gm)].map(([, name = '']) => name));
  const left = settings
    .filter(({ name }) => !SET_BY_COMPOSE.test(name) && (!setHere.has(name) || name === 'DEMO'))
    .map((setting) => ({
      ...setting,
      value: variables.find(({ name }) => name === setting.name)?.value ?? setting.value,
    }));
  const chapters = [
    chapter('Required', [
      ...required.map(({ name }) => block(meaningOf(name), `${name}=`)),
      block(meaningOf('COMPOSE_PROFILES'), 'COMPOSE_PROFILES=caddy'),
    ]),
    chapter('The containers', [
      ...optional.map(({ name, value }) => block(meaningOf(name), `#${name}=${value}`)),
    ]),
    ...groupsOf(left).map(([title, members]) =>
      chapter(
        title,
        members.map(({ name, description, value }) => block(description, `#${name}=${value}`)),
      ),
    ),
  ];
  return `# Settings of compose.yaml and of the server in it: cp deploy/compose.env.example .env && chmod 600 .env
# Made by \`npm run generate\`; docs/configuration.md has the rules, docs/operate/install.md the way.

${chapters.join('\n')}`;
}

/** Every \${VARIABLE} of compose.yaml, with what stands in for it. */
function listVariables(compose: string): readonly Variable[] {
  const found = new Map<string, Variable>();
  for (const [, name = '', kind, value = ''] of compose.matchAll(
    /\$\{([A-Z][A-Z0-9_]*)(?::([-?])([^}]*))?\}/g,
  )) {
    const earlier = found.get(name);
    const isDefault = kind === '-';
    found.set(name, {
      name,
      required: (earlier?.required ?? false) || kind === '?',
      value: isDefault ? value : (earlier?.value ?? ''),
    });
  }
  return [...found.values()];
}

function meaningOf(name: string): string {
  const meaning = MEANINGS[name];
  if (meaning === undefined)
    throw new Error(`${name} of compose.yaml has no meaning in compose-env.ts`);
  return meaning;
}

function groupsOf(settings: readonly Setting[]): readonly (readonly [string, Setting[]])[] {
  const groupOf = ({ name }: Setting) => GROUPS.find(([, names]) => names.test(name))?.[0];
  return GROUPS.map(
    ([title]) => [title, settings.filter((setting) => groupOf(setting) === title)] as const,
  ).filter(([, members]) => members.length > 0);
}

function chapter(title: string, blocks: readonly string[]): string {
  return `## ${title}\n\n${blocks.join('\n')}`;
}

function block(meaning: string, line: string): string {
  return `# ${meaning}\n${line}\n`;
}
