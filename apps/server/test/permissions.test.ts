import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TeamRole } from '../src/db/tables.ts';
import { SCOPES } from '../src/identity/api-keys.ts';
import { listOperations } from '../src/permission-docs.ts';
import { needsSecondFactor, type Permission, PERMISSIONS, type Verb } from '../src/permissions.ts';
import { AccessWorld, type Things } from './access-world.ts';
import { KINDS } from './databases.ts';
import { type Fixture, FIXTURES, type Request, type Stage } from './route-fixtures.ts';
import { createTestApp, type TestApp } from './server.ts';

/** Routes that are meant for strangers. A further one is a decision, to be written down here. */
const OPEN: readonly Verb[] = [
  'askSelf',
  'askSelfSocket',
  'createToken',
  'endImpersonation',
  'finishDeviceLogin',
  'finishOidc',
  'finishSaml',
  'finishSocialSignIn',
  'forgotPassword',
  'getApiDocument',
  'getHealth',
  'getPage',
  'getReadiness',
  'getSamlMetadata',
  'getSignInOptions',
  'listConsentTexts',
  'listSignInProviders',
  'listSigningKeys',
  'login',
  'logout',
  'openShare',
  'refreshTokens',
  'requestMagicLink',
  'resendVerification',
  'resetPassword',
  'sendSecondFactorCode',
  'showInvitation',
  'showPasskeyFactor',
  'showSecondFactor',
  'signInByGoogle',
  'signInByMagicLink',
  'signInByPasskey',
  'signInByTicket',
  'signUp',
  'startDeviceLogin',
  'startPasskeyFactor',
  'startPasskeySignIn',
  'startSocialSignIn',
  'startSso',
  'takeSamlResponse',
  'verifyEmail',
];

/** Somebody who asks, as far as the table decides about them. */
type Persona = {
  readonly name: string;
  readonly kind: 'stranger' | 'person' | 'key' | 'link';
  /** Whose sign-in or key it is. */
  readonly userId?: string;
  /** In the team that the things are shared with. */
  readonly team?: TeamRole;
  readonly isDriver?: boolean;
  readonly platform?: 'moderator' | 'owner';
  readonly oneFactor?: boolean;
  /** Whether the key has the scope that the route needs. */
  readonly scoped?: boolean;
};

type Outcome = 'let in' | 401 | 403 | 404;

const RANK: readonly TeamRole[] = ['viewer', 'operator', 'admin'];

/** What the table says will happen. */
function expected(permission: Permission, of: Fixture['of'], persona: Persona): Outcome {
  const atDoor = outcomeAtDoor(permission, persona);
  if (atDoor !== 'let in' || of === 'nothing') return atDoor;
  if (persona.kind === 'link') return of === 'session' ? 'let in' : 404;
  if (of === 'driver') return persona.isDriver ? 'let in' : 404;
  if (of === 'session' && persona.isDriver) return 'let in';
  if (!persona.team) return 404;
  return RANK.indexOf(persona.team) >= RANK.indexOf(permission.team ?? 'admin') ? 'let in' : 403;
}

function outcomeAtDoor(permission: Permission, persona: Persona): Outcome {
  const { key, link } = permission;
  if (persona.kind === 'stranger') return 401;
  if (persona.kind === 'link') return link ? 'let in' : 401;
  if (persona.kind === 'key' && !(key && persona.scoped)) return 403;
  if (!hasPlatformRole(permission, persona)) return 403;
  return persona.oneFactor && needsSecondFactor(permission) ? 403 : 'let in';
}

function hasPlatformRole({ who }: Permission, { platform }: Persona): boolean {
  if (who === 'owner') return platform === 'owner';
  return who === 'moderator' ? platform !== undefined : true;
}

const REFUSALS = new Set([
  'unauthorized',
  'forbidden',
  'scope_missing',
  'access_token_expired',
  'sign_in_again',
  'address_not_allowed',
]);

describe('who may do what', () => {
  let test_: TestApp;
  let world: AccessWorld;
  let personas: readonly Persona[];
  let driver: string;
  let team: string;
  let member: string;
  /** Ids that must reach nobody who does not see the driver's things. */
  let secret: Things;
  let operations: ReturnType<typeof listOperations>;

  beforeAll(async () => {
    test_ = await createTestApp(KINDS.at(-1) ?? 'embedded', { work: false });
    world = new AccessWorld(test_.deps);
    const [viewer, operator, admin, other] = [
      await world.person(),
      await world.person(),
      await world.person(),
      await world.person(),
    ];
    driver = await world.person();
    member = await world.person();
    team = await world.team(
      [viewer, 'viewer'],
      [operator, 'operator'],
      [admin, 'admin'],
      [driver, 'operator'],
      [member, 'viewer'],
      [await world.person(), 'admin'],
    );
    await world.team([other, 'admin'], [viewer, 'admin']);
    secret = await world.drive(driver, team);
    personas = [
      { name: 'a stranger', kind: 'stranger' },
      { name: 'somebody without a team', kind: 'person', userId: await world.person() },
      { name: 'an admin of another team', kind: 'person', userId: other },
      { name: 'a viewer', kind: 'person', userId: viewer, team: 'viewer' },
      { name: 'an operator', kind: 'person', userId: operator, team: 'operator' },
      { name: 'an admin', kind: 'person', userId: admin, team: 'admin' },
      {
        name: 'an admin with one factor',
        kind: 'person',
        userId: admin,
        team: 'admin',
        oneFactor: true,
      },
      { name: 'the driver', kind: 'person', userId: driver, team: 'operator', isDriver: true },
      {
        name: 'a moderator',
        kind: 'person',
        userId: await world.person('moderator'),
        platform: 'moderator',
      },
      { name: 'an owner', kind: 'person', userId: await world.person('owner'), platform: 'owner' },
      { name: 'a key without the scope', kind: 'key', userId: admin, team: 'admin' },
      { name: 'an admin’s key', kind: 'key', userId: admin, team: 'admin', scoped: true },
      { name: 'a stranger’s key', kind: 'key', userId: other, scoped: true },
      { name: 'who follows a link', kind: 'link' },
    ];
    await test_.app.ready();
    operations = listOperations(test_.app.swagger());
  });
  afterAll(() => test_.close());

  test('each route has a line in the table and, unless it is open, a line in the fixtures', () => {
    const verbs = operations.map(({ verb }) => verb);
    expect(verbs.filter((verb) => !(verb in PERMISSIONS))).toEqual([]);
    expect(verbs.filter((verb) => !isOpen(verb) && !(verb in FIXTURES))).toEqual([]);
    expect(Object.keys(PERMISSIONS).filter(isOpen).sort()).toEqual([...OPEN].sort());
  });

  test('what a team sees is said in the table', () => {
    const wrong = Object.entries(FIXTURES).filter(([verb, { of }]) => {
      const { team: role } = lineOf(verb);
      return (role !== undefined) !== (of === 'session' || of === 'team');
    });
    expect(wrong.map(([verb]) => verb)).toEqual([]);
  });

  test('open routes ask nobody to sign in', async () => {
    for (const operation of operations.filter(({ verb }) => isOpen(verb))) {
      const { method, path } = operation;
      const answer = await test_.app.inject({
        method: method as 'GET',
        url: toUrl(path, { path: { id: driver, provider: 'google', providerId: driver } }),
        headers: { authorization: '' },
      });
      expect(answer.body, operation.verb).not.toContain('Sign in first');
    }
  });

  test('each closed route, as everybody', { timeout: 240_000 }, async () => {
    const wrong: string[] = [];
    for (const { verb, method, path } of operations) {
      const fixture = FIXTURES[verb as Verb];
      if (!fixture) continue;
      for (const persona of personas) {
        const want = expected(lineOf(verb), fixture.of, persona);
        const problem = await tryAs(persona, { verb, method, path, fixture, want });
        if (problem) wrong.push(`${verb} as ${persona.name}: ${problem}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('what a list without a team shows is one’s own', async () => {
    const lists = ['listSessions', 'listLaps', 'listTracks', 'listAlertRules', 'listAlerts'];
    const ids = [secret.sessionId, ...secret.lapIds, secret.trackId, secret.ruleId, secret.alertId];
    for (const { method, path, verb } of operations) {
      if (method !== 'GET' || path.includes('{') || isOpen(verb)) continue;
      for (const { name, userId = '', kind, isDriver, platform } of personas) {
        if (kind !== 'person' || isDriver || platform) continue;
        const headers = { authorization: `Bearer ${await world.token(userId)}` };
        const { body } = await test_.app.inject({ method: 'GET', url: path, headers });
        expect(
          ids.filter((id) => body.includes(id)),
          `${verb} as ${name}`,
        ).toEqual([]);
      }
    }
    for (const verb of lists) expect(operations.map((one) => one.verb)).toContain(verb);
  });

  test('what is not there and what belongs to somebody else look the same', async () => {
    const headers = { authorization: `Bearer ${await world.token(await world.person())}` };
    const { deps } = test_;
    const ask = async (id: string) => {
      const answer = await test_.app.inject({ url: `/api/sessions/${id}`, headers });
      const { requestId: _, ...body } = answer.json<Record<string, unknown>>();
      return { status: answer.statusCode, body };
    };
    expect(await ask(secret.sessionId)).toEqual(await ask(deps.newId()));
  });

  type Try = {
    readonly verb: string;
    readonly method: string;
    readonly path: string;
    readonly fixture: Fixture;
    readonly want: Outcome;
  };

  /** What is wrong with the answer, if anything. */
  async function tryAs(persona: Persona, one: Try): Promise<string | undefined> {
    const { verb, method, path, fixture, want } = one;
    // Whoever is let in may destroy what it is tried on; who is not may not.
    let made: Promise<Things> | undefined;
    const things = () =>
      (made ??= want === 'let in' ? world.drive(driver, team) : Promise.resolve(secret));
    const stage: Stage = { world, driver, team, member, things };
    const from = await actAs(persona, stage, verb);
    const asked = await fixture.ask(stage);
    const answer = await test_.app.inject({
      method,
      url: toUrl(path, asked),
      headers: { ...from, ...asked.headers },
      ...(asked.body && { payload: asked.body }),
    } as InjectOptions);
    await repair(persona, verb);
    return problemOf(answer, fixture, want);
  }

  /** `Authorization` of somebody; for what is about nobody's things, of one who may lose their account by it. */
  async function actAs(persona: Persona, stage: Stage, verb: string) {
    const { kind, userId = '', team: role, platform, isDriver, scoped } = persona;
    const line = lineOf(verb);
    if (kind === 'stranger') return { authorization: '' };
    if (kind === 'link') {
      const { sessionId } = await stage.things();
      return { authorization: `Bearer ${await world.link(sessionId, driver)}` };
    }
    const isFree = FIXTURES[verb as Verb]?.of === 'nothing' && !role && !platform && !isDriver;
    const who = isFree ? await world.person() : userId;
    if (kind === 'person') {
      const amr = persona.oneFactor ? ['pwd'] : undefined;
      return { authorization: `Bearer ${await world.token(who, amr)}` };
    }
    const scopes = scoped
      ? SCOPES.filter((scope) => scope === line.key)
      : SCOPES.filter((scope) => scope !== line.key);
    return { authorization: `Bearer ${await world.key(who, scopes)}` };
  }

  /** Who left the team comes back. */
  async function repair({ userId, team: role }: Persona, verb: string): Promise<void> {
    if (verb !== 'leaveTeam' || !userId || !role) return;
    await test_.deps.db
      .deleteFrom('team_member')
      .where('team_id', '=', team)
      .where('user_id', '=', userId)
      .execute();
    await world.join(team, userId, role);
  }
});

type Answer = Awaited<ReturnType<TestApp['app']['inject']>>;

function codeOf(answer: Answer): string | undefined {
  const isProblem = String(answer.headers['content-type']).includes('problem+json');
  return isProblem ? answer.json<{ code: string }>().code : undefined;
}

function lineOf(verb: string): Permission {
  return PERMISSIONS[verb as Verb];
}

function isOpen(verb: string): boolean {
  return lineOf(verb).who === 'anyone';
}

function toUrl(path: string, { path: params = {}, query = {} }: Request): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(params[name] ?? 'x'),
  );
  const search = new URLSearchParams(query).toString();
  return search === '' ? filled : `${filled}?${search}`;
}

/** What is wrong with an answer, if anything. */
function problemOf(answer: Answer, fixture: Fixture, want: Outcome): string | undefined {
  const isRight =
    want === 'let in'
      ? isLetIn(answer, fixture)
      : want === 404 && fixture.hidden !== undefined
        ? isHidden(answer, fixture.hidden)
        : answer.statusCode === want;
  return isRight ? undefined : `${answer.statusCode} ${codeOf(answer) ?? ''}, not ${want}`;
}

function isHidden(answer: Answer, hidden: string): boolean {
  if (hidden !== 'empty') return codeOf(answer) === hidden;
  return answer.statusCode === 200 && answer.body.includes('"items":[]');
}

function isLetIn(answer: Answer, { of, also = [] }: Fixture): boolean {
  const code = codeOf(answer) ?? '';
  if (answer.statusCode < 300 || also.includes(code)) return true;
  // What is about nobody's things is let in even if what was sent makes no sense.
  return of === 'nothing' && answer.statusCode < 500 && !REFUSALS.has(code);
}
