import type { Scope } from '../src/identity/api-keys.ts';
import { hashSecret } from '../src/identity/hash-secret.ts';
import type { Deps } from '../src/deps.ts';
import type { TeamRole } from '../src/db/tables.ts';
import { SHARE_PREFIX } from '../src/db/share-links.ts';
import { makeDriver } from './drivers.ts';
import { insertRunningStream } from './running-stream.ts';

/** A session with everything that can belong to one. */
export type Things = {
  readonly sessionId: string;
  readonly layoutId: string;
  readonly trackId: string;
  readonly lapIds: readonly string[];
  readonly streamId: string;
  readonly alertId: string;
  readonly ruleId: string;
  readonly shareId: string;
};

/** Rows put there as the product would, for tests of who sees them. */
export class AccessWorld {
  readonly deps: Deps;

  constructor(deps: Deps) {
    this.deps = deps;
  }

  async person(role: 'driver' | 'moderator' | 'owner' = 'driver'): Promise<string> {
    const id = this.deps.newId();
    await makeDriver(this.deps.identity.store, { id, now: this.deps.now(), role });
    return id;
  }

  /** An access token of a sign-in, with two factors unless said otherwise. */
  async token(userId: string, amr: readonly string[] = ['pwd', 'otp', 'mfa']): Promise<string> {
    const { identity } = this.deps;
    const login = { userId, amr, address: '127.0.0.1', userAgent: 'test' };
    return (await identity.issueTokens(await identity.startLogin(login))).accessToken;
  }

  async key(userId: string, scopes: readonly Scope[]): Promise<string> {
    const key = { userId, name: 'test', scopes, expiresAt: null };
    return (await this.deps.identity.keys.create(key)).secret;
  }

  async team(...members: readonly (readonly [userId: string, role: TeamRole])[]): Promise<string> {
    const { db, newId, now } = this.deps;
    const id = newId();
    await db
      .insertInto('team')
      .values({ id, name: `Team ${id.slice(-4)}`, created_at: now() })
      .execute();
    for (const [userId, role] of members) await this.join(id, userId, role);
    return id;
  }

  async join(teamId: string, userId: string, role: TeamRole): Promise<void> {
    await this.deps.db
      .insertInto('team_member')
      .values({
        team_id: teamId,
        user_id: userId,
        role,
        joined_at: this.deps.now(),
        via: 'invitation',
      })
      .execute();
  }

  /** The token of a new link to a session. */
  async link(sessionId: string, createdBy: string, expiresAt?: Date): Promise<string> {
    const { db, newId, now } = this.deps;
    const token = `${SHARE_PREFIX}${newId()}${newId()}`;
    await db
      .insertInto('share_link')
      .values({
        id: newId(),
        session_id: sessionId,
        token_hash: hashSecret(token),
        created_by: createdBy,
        created_at: now(),
        expires_at: expiresAt ?? new Date(now().getTime() + 3_600_000),
      })
      .execute();
    return token;
  }

  async rule(ownerId: string, teamId: string | null): Promise<string> {
    const { db, newId, now } = this.deps;
    const id = newId();
    await db
      .insertInto('alert_rule')
      .values({
        id,
        owner_id: ownerId,
        team_id: teamId,
        vehicle_id: null,
        session_id: null,
        name: 'Hot',
        severity: 'warning',
        enabled: true,
        condition: JSON.stringify({
          kind: 'above',
          channel: 'engineCoolantTemperature',
          threshold: 100,
          hysteresis: 0,
        }),
        minimum_seconds: 0,
        cooldown_seconds: 0,
        hours: null,
        mail: false,
        mail_to: [],
        webhook_url: null,
        browser: true,
        created_at: now(),
      })
      .execute();
    return id;
  }

  /** A running session of a driver, shared with a team or with nobody. */
  async drive(ownerId: string, teamId: string | null): Promise<Things> {
    const { db, newId, now } = this.deps;
    const { sessionId, streamId } = await insertRunningStream(
      { ...this.deps, ownerId },
      now(),
      'Red car',
    );
    const [trackId, layoutId] = [newId(), newId()];
    const created_at = now();
    await db
      .insertInto('track')
      .values({ id: trackId, owner_id: ownerId, name: `Ring ${trackId}`, created_at })
      .execute();
    await db
      .insertInto('layout')
      .values({
        id: layoutId,
        owner_id: ownerId,
        track_id: trackId,
        name: null,
        length_metres: 4000,
        sector_fractions: [],
        gates: '[]',
        official_corners: '[]',
        outline: null,
        corners: '[]',
        analysis_version: 1,
        latitude: null,
        longitude: null,
        created_at,
      })
      .execute();
    const report = JSON.stringify({ rowsTotal: 0, rowsKept: 0, reasons: {}, warnings: [] });
    const set = { team_id: teamId, layout_id: layoutId, track_id: trackId, report };
    await db.updateTable('session').set(set).where('id', '=', sessionId).execute();
    const lapIds = [newId(), newId()];
    for (const [i, id] of lapIds.entries())
      await db
        .insertInto('lap')
        .values({
          id,
          owner_id: ownerId,
          session_id: sessionId,
          layout_id: layoutId,
          vehicle_id: null,
          driven_at: created_at,
          number: i + 1,
          kind: 'full',
          valid: true,
          invalid_reasons: [],
          start_seconds: i * 90,
          end_seconds: i * 90 + 90,
          time_seconds: 90,
          time_source: 'crossing',
          distance_metres: 4000,
          sector_seconds: [],
          file_bytes: 0,
          driver: '',
        })
        .execute();
    const ruleId = await this.rule(ownerId, teamId);
    const alertId = await this.#alert({ ownerId, sessionId, streamId, ruleId });
    await this.link(sessionId, ownerId);
    const { id: shareId } = await db
      .selectFrom('share_link')
      .select('id')
      .where('session_id', '=', sessionId)
      .executeTakeFirstOrThrow();
    return { sessionId, layoutId, trackId, lapIds, streamId, alertId, ruleId, shareId };
  }

  async #alert(of: { ownerId: string; sessionId: string; streamId: string; ruleId: string }) {
    const { db, newId, now } = this.deps;
    const id = newId();
    await db
      .insertInto('alert')
      .values({
        id,
        owner_id: of.ownerId,
        rule_id: of.ruleId,
        rule_version: 1,
        stream_id: of.streamId,
        session_id: of.sessionId,
        vehicle_id: null,
        rule_name: 'Hot',
        words: 'above',
        severity: 'warning',
        browser: true,
        channel: null,
        unit: '',
        value: null,
        peak: null,
        late: false,
        historical: false,
        started_seconds: 1,
        ended_seconds: null,
        started_at: now(),
        ended_at: null,
        acknowledged_at: null,
        acknowledged_by: null,
        snoozed_until: null,
        created_at: now(),
      })
      .execute();
    return id;
  }
}
