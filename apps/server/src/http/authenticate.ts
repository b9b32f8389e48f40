import type { FastifyInstance, FastifyRequest } from 'fastify';
import { createHash, timingSafeEqual } from 'node:crypto';
import { SHARE_PREFIX } from '../db/share-links.ts';
import { type Actor, type IdentityDeps, NOBODY, serverActor } from '../deps.ts';
import { ConfigError } from '../config.ts';
import { AppError } from '../errors.ts';
import type { PlatformRole } from '../identity/access-token.ts';
import { KEY_PREFIX } from '../identity/api-keys.ts';
import { hasTwoFactors } from '../identity/second-factor/amr.ts';
import {
  isVerb,
  needsSecondFactor,
  type Permission,
  PERMISSIONS,
  type Verb,
} from '../permissions.ts';
import { isInNetworks, parseNetwork, plainAddress } from './addresses.ts';
import { ACCESS_COOKIE, LINK_COOKIE, loginCookieOf } from './cookies.ts';

declare module 'fastify' {
  // eslint-disable-next-line @typescript-eslint/consistent-type-definitions -- only interfaces merge
  interface FastifyRequest {
    /** Who asks; null on routes that anyone may use, for a stranger. */
    actor: Actor | null;
  }
  // eslint-disable-next-line @typescript-eslint/consistent-type-definitions -- only interfaces merge
  interface FastifyContextConfig {
    /** The line of the permission table, for routes without an `operationId`. */
    verb?: Verb;
  }
}

type Options = {
  /** Whether each access token is held against the store: nobody tells this process which login sessions have ended. */
  readonly asksStore?: boolean;
};

/** Finds out who asks and whether they may, before anything else of a route runs. Closed by default. */
export function authenticate(
  app: FastifyInstance,
  deps: IdentityDeps,
  { asksStore = false }: Options = {},
): void {
  if (deps.config.ADMIN_ADDRESSES.some((text) => parseNetwork(text) === undefined))
    throw new ConfigError(['ADMIN_ADDRESSES: must be addresses or networks (192.0.2.0/24)']);
  app.decorateRequest('actor', null);
  app.addHook('onRoute', (route) => {
    const { operationId } = (route.schema ?? {}) as { operationId?: string };
    // The web app's files, registered by a plugin.
    const page = route.url === '/*' ? 'getPage' : '';
    const name = route.config?.verb ?? operationId ?? page;
    if (!isVerb(name))
      throw new Error(`${String(route.method)} ${route.url} has no line in permissions.ts`);
    route.config = { ...route.config, verb: name };
  });
  app.addHook('onRequest', async (request) => {
    const { verb } = request.routeOptions.config;
    // What is not there answers 404 to everybody.
    if (!verb) return;
    const permission: Permission = PERMISSIONS[verb];
    if (permission.metricsToken && showsMetricsToken(deps, request)) return;
    const found = await findActor(deps, request, permission);
    const actor = found && { ...found, address: plainAddress(request.ip) };
    request.actor = actor;
    if (permission.who === 'anyone') return;
    if (!actor) throw new AppError('unauthorized', 'Sign in first');
    try {
      checkPermission(actor, permission);
      checkAddress(deps, request, permission);
    } catch (error) {
      await noteRefusal(deps, actor, verb, error);
      throw error;
    }
    const isAsked = asksStore || permission.live || actor.impersonatorId !== null;
    if (isAsked && actor.loginSessionId !== null)
      await deps.identity.getLogin(actor.loginSessionId, actor.tokenVersion);
  });
}

const ROLES: Readonly<Record<Permission['who'], readonly PlatformRole[]>> = {
  anyone: [],
  person: [],
  moderator: ['moderator', 'owner'],
  owner: ['owner'],
};

function checkPermission(actor: Actor, permission: Permission): void {
  const { key, link } = permission;
  if (actor.kind === 'link' && !link)
    throw new AppError('unauthorized', 'A share link shows one session; sign in for more');
  if (actor.scopes !== null && (key === undefined || !actor.scopes.includes(key)))
    throw new AppError('scope_missing', `This API key is not good for "${key ?? 'accounts'}"`);
  if (actor.impersonatorId !== null && !mayImpersonated(permission))
    throw new AppError('impersonated', 'Who acts as somebody else may not do this');
  if (actor.amr.includes('device') && !mayProgram(permission))
    throw new AppError('forbidden', 'A program that was let in by a code may not do this');
  checkRole(actor, permission);
}

/** Those who run the platform show two factors. */
function checkRole(actor: Actor, permission: Permission): void {
  const needed = ROLES[permission.who];
  if (needed.length > 0 && !actor.roles.some((role) => needed.includes(role)))
    throw new AppError('forbidden', 'Your role does not allow this');
  if (actor.kind === 'person' && needsSecondFactor(permission) && !hasTwoFactors(actor.amr))
    throw new AppError('second_factor_required', 'Who administers shows a second factor first', {
      members: { methods: [] },
    });
}

function checkAddress(deps: IdentityDeps, request: FastifyRequest, { who }: Permission): void {
  if (ROLES[who].length > 0) checkAdminAddress(deps, request.ip);
}

/** Those who run the platform may have to come from certain networks. Throws `address_not_allowed`. */
export function checkAdminAddress(
  { config: { ADMIN_ADDRESSES } }: Pick<IdentityDeps, 'config'>,
  address: string,
): void {
  if (ADMIN_ADDRESSES.length > 0 && !isInNetworks(address, ADMIN_ADDRESSES))
    throw new AppError('address_not_allowed', 'This cannot be done from this network address');
}

/** Who tried what only those who run the platform may, or what nobody may who acts as somebody else. */
async function noteRefusal(
  deps: IdentityDeps,
  actor: Actor,
  verb: Verb,
  error: unknown,
): Promise<void> {
  const permission: Permission = PERMISSIONS[verb];
  if (ROLES[permission.who].length === 0 && actor.impersonatorId === null) return;
  const code = error instanceof AppError ? error.code : 'internal';
  const detail = { verb, code };
  await deps.audit.append({
    action: 'permission.refused',
    result: 'refused',
    actorId: actor.userId,
    detail,
  });
}

/** What an owner may do who acts as a person: look and help, but get no secret and no lasting way in. */
function mayImpersonated({ impersonated, key }: Permission): boolean {
  return impersonated ?? (key !== undefined && key !== 'admin');
}

/** What a program may do that somebody let in by a code: what keys may that do not administer. The account is not its. */
function mayProgram({ who, key }: Permission): boolean {
  return who === 'anyone' || (key !== undefined && key !== 'admin');
}

/** Who shows what: an API key, an access token, a cookie, or a one-time ticket of a WebSocket. */
async function findActor(
  deps: IdentityDeps,
  request: FastifyRequest,
  permission: Permission,
): Promise<Actor | null> {
  const [, bearer] = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '') ?? [];
  const ticket = request.ws ? ticketOf(request) : undefined;
  try {
    if (ticket !== undefined) return await redeem(deps, ticket);
    if (bearer !== undefined) return await bearerOf(deps, bearer, request.ip);
    if (!request.ws) return await cookieActorOf(deps, request, permission);
  } catch (error) {
    if (permission.who !== 'anyone') throw error;
  }
  return null;
}

/** A browser's tokens, and the link its person has followed: either one is enough. */
async function cookieActorOf(
  deps: IdentityDeps,
  request: FastifyRequest,
  { link }: Permission,
): Promise<Actor | null> {
  const { publicUrl } = deps.identity;
  const access = loginCookieOf(request, publicUrl, ACCESS_COOKIE);
  const person = access === undefined ? null : await personOf(deps, access);
  const token = link ? loginCookieOf(request, publicUrl, LINK_COOKIE) : undefined;
  const shown = token === undefined ? null : await deps.product.findShareLink(token);
  if (!shown) return person;
  if (!person) return linkActor(shown);
  return { ...person, sharedSessionId: shown.sessionId, shareId: shown.id };
}

/** Browsers cannot set headers of a WebSocket, and addresses end up in logs: the ticket is offered as a subprotocol. */
function ticketOf(request: FastifyRequest): string | undefined {
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',');
  const ticket = offered.map((one) => one.trim()).find((one) => one.startsWith('ticket.'));
  return ticket?.slice('ticket.'.length);
}

/** Who holds a ticket. The key it was given to may have been revoked since; login sessions are asked for anyway. */
async function redeem(deps: IdentityDeps, ticket: string): Promise<Actor> {
  const actor = await deps.tickets.redeem('socket', ticket);
  if (actor.keyId !== null && !(await deps.identity.keys.isGood(actor.keyId)))
    throw new AppError('unauthorized', 'There is no such API key, or it has expired');
  return actor;
}

async function bearerOf(deps: IdentityDeps, bearer: string, address: string): Promise<Actor> {
  if (isIngestToken(deps, bearer)) return { ...serverActor(deps.ownerId), scopes: ['record'] };
  if (bearer.startsWith(SHARE_PREFIX)) {
    const shown = await deps.product.findShareLink(bearer);
    if (shown) return linkActor(shown);
    throw new AppError('unauthorized', 'There is no such link, or it was good once');
  }
  if (!bearer.startsWith(KEY_PREFIX)) return personOf(deps, bearer);
  const key = await deps.identity.keys.verify(bearer, address);
  return { ...serverActor(key.userId), kind: 'key', keyId: key.id, scopes: key.scopes };
}

async function personOf(deps: IdentityDeps, token: string): Promise<Actor> {
  const { sub, sid, ver, roles, amr, impersonator } = await deps.identity.access.verify(token);
  return {
    ...serverActor(sub),
    kind: 'person',
    roles,
    loginSessionId: sid,
    tokenVersion: ver,
    amr,
    impersonatorId: impersonator ?? null,
  };
}

function isIngestToken({ config: { INGEST_TOKEN } }: IdentityDeps, bearer: string): boolean {
  return isOneOf(bearer, INGEST_TOKEN);
}

function showsMetricsToken({ config }: IdentityDeps, { headers }: FastifyRequest): boolean {
  const [, bearer = ''] = /^Bearer (.+)$/i.exec(headers.authorization ?? '') ?? [];
  return isOneOf(bearer, config.METRICS_TOKEN);
}

/** Several are good side by side, so that those who show one can change one after the other. */
function isOneOf(shown: string, secrets: string): boolean {
  return secrets.split(',').some((secret) => isSame(shown, secret.trim()));
}

/** Takes as long whatever is shown. No secret is nobody's. */
function isSame(shown: string, secret: string): boolean {
  if (secret === '') return false;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(shown), digest(secret));
}

/** Who holds a share link to one session. */
function linkActor({ id, sessionId }: { readonly id: string; readonly sessionId: string }): Actor {
  return { ...serverActor(NOBODY), kind: 'link', sharedSessionId: sessionId, shareId: id };
}
