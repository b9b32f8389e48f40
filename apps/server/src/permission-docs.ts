// `npm run generate`: writes docs/permissions.md from the permission table and the routes. With --check it only says if it
// is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { alignTable } from './configuration-docs.ts';
import { buildDocument } from './openapi.ts';
import { needsSecondFactor, type Permission, PERMISSIONS } from './permissions.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

export type Operation = {
  readonly verb: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
};

/** The routes that are in no document of the API. */
const OTHERS: readonly Operation[] = [
  { verb: 'telemetrySocket', method: 'WS', path: '/ws/telemetry', summary: 'Running sessions' },
  { verb: 'ingestSocket', method: 'WS', path: '/ws/ingest', summary: 'Frames of a recorder' },
  {
    verb: 'getApiDocument',
    method: 'GET',
    path: '/api/openapi.json',
    summary: 'The API’s document',
  },
  { verb: 'getPage', method: 'GET', path: '/*', summary: 'The pages themselves, without any data' },
];

type Paths = Readonly<
  Record<string, Readonly<Record<string, { operationId?: string; summary?: string }>>>
>;

/** Every route of a document of the API. */
export function listOperations(document: object): readonly Operation[] {
  const { paths } = document as { paths: Paths };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId = '', summary = '' }]) => ({
      verb: operationId,
      method: method.toUpperCase(),
      path,
      summary,
    })),
  );
}

/** Path → content of every generated file. */
export async function buildPermissionDocs(): Promise<ReadonlyMap<string, string>> {
  const operations = [...listOperations(await buildDocument()), ...OTHERS];
  return new Map([[join(root, 'docs', 'permissions.md'), toPage(operations)]]);
}

function toPage(operations: readonly Operation[]): string {
  const rows = operations.map((one) => {
    const permission: Permission | undefined = (
      PERMISSIONS as Readonly<Record<string, Permission>>
    )[one.verb];
    if (!permission) throw new Error(`${one.verb} has no line in permissions.ts`);
    return [
      `\`${one.method} ${one.path}\``,
      one.summary.replaceAll('|', '\\|'),
      toWords(permission),
      permission.key ? `\`${permission.key}\`` : '',
      notesOf(permission),
    ];
  });
  return `# Who may do what

Every route is closed unless this table opens it. The server does not start with a route that has no line here, and
\`apps/server/test/permissions.test.ts\` tries each one as a stranger, as somebody of another team, in every role, with API
keys and with a share link.

- **anyone**: also who is not signed in. **signed in**: every account, for what is its own. **moderator**, **owner**:
  roles on the whole platform; they open no team and nobody's recordings.
- **driver or viewer / operator / admin**: who it belongs to, and who has at least this role in the team it is shared
  with. A viewer reads; an operator also records, changes, exports, asks cars and looks after alerts; an admin also runs
  the team and may remove what is shared with it.
- What somebody may not see answers 404, as if it were not there; what they see but may not do answers 403.
- **key**: the scope that an API key needs; without one no key will do. A key never does more than its account may.
- _link_: also who follows a share link, for the one session it shows. _two factors_: a person must have signed in with
  two. _session checked_: the login session is looked up at each call, so that its end counts at once. _not while
  impersonated_: an owner who acts as this person may not.

${alignTable([['route', 'what', 'who', 'key', 'besides'], ...rows])}

This page is made from \`apps/server/src/permissions.ts\` by \`npm run generate\`.
`;
}

function toWords({ who, team }: Permission): string {
  if (who === 'anyone') return 'anyone';
  if (who !== 'person') return who === 'moderator' ? 'moderator, owner' : 'owner';
  return team ? `driver or ${team}` : 'signed in';
}

function notesOf(permission: Permission): string {
  const notes = [
    permission.link ? 'link' : '',
    needsSecondFactor(permission) ? 'two factors' : '',
    permission.live ? 'session checked' : '',
    permission.impersonated === false ? 'not while impersonated' : '',
  ];
  return notes.filter(Boolean).join(', ');
}

async function main(check: boolean): Promise<void> {
  for (const [path, content] of await buildPermissionDocs()) {
    if (readOrEmpty(path) === content) continue;
    if (!check) writeFileSync(path, content);
    else {
      console.error(`${path} is stale. Run: npm run generate`);
      process.exitCode = 1;
    }
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

if (import.meta.filename === process.argv[1]) await main(process.argv.includes('--check'));
