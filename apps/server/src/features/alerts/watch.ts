import { setTimeout as wait } from 'node:timers/promises';
import type { BusMessage } from '../../bus/bus.ts';
import type { Deps } from '../../deps.ts';
import { toAlert } from './alert-row.ts';
import {
  type EnabledRule,
  endAlertsOfDoneSessions,
  findWatched,
  getAlertRow,
  listEnabledRules,
  listNewestAlerts,
  listRunningStreams,
} from './queries.ts';
import { type RecordDeps, recordChange } from './record.ts';
import { type FoundChange, type FrameMessage, SessionWatch } from './session-watch.ts';

export type WatchDeps = RecordDeps & Pick<Deps, 'bus' | 'log'>;

const REFRESH_MS = 10_000;
const TICK_MS = 1000;
/** Frames that wait while the rules of their session are looked up. */
const MOST_WAITING = 2000;
const MOST_UNSTORED = 10_000;
const ATTEMPTS = 8;
const LONGEST_WAIT_MS = 30_000;

type Opening = { readonly waiting: FrameMessage[]; hasFailed: boolean };
type Loaded = { readonly watch: SessionWatch; readonly isRunning: boolean };

/**
 * Evaluates the alert rules on the frames that come to this server. What the evaluation knows is in memory only: a
 * server that starts goes on from the stored alerts, and a minimum duration that was running begins anew.
 */
export class AlertWatcher {
  readonly #deps: WatchDeps;
  readonly #stopping = new AbortController();
  readonly #unsubscribe: readonly (() => void)[];
  readonly #isAlone: boolean;
  #tickTimer: NodeJS.Timeout | undefined;
  #refreshTimer: NodeJS.Timeout | undefined;
  readonly #sessions = new Map<string, SessionWatch | Opening>();
  #rules: readonly EnabledRule[] = [];
  /** Changes are stored one after the other, in the order in which they were found. */
  #storing: Promise<unknown> = Promise.resolve();
  #unstored = 0;
  #refreshing: Promise<void> | undefined;
  /** The last refresh has failed: alone and at rest nothing else would ever try again. */
  #isOutdated = false;

  constructor(deps: WatchDeps) {
    this.#deps = deps;
    this.#unsubscribe = [
      deps.bus.subscribe('*', (message) => this.#hear(message), { here: true }),
      deps.bus.subscribe('', (message) => {
        if (message.kind === 'rules-changed') void this.refresh();
      }),
    ];
    this.#isAlone = deps.config.DATABASE_URL === '';
    if (!this.#isAlone) this.#refreshNowAndThen();
    void this.refresh();
  }

  async stop(): Promise<void> {
    for (const stop of this.#unsubscribe) stop();
    this.#rest();
    clearInterval(this.#refreshTimer);
    this.#stopping.abort();
    await this.#refreshing;
    await this.#storing;
  }

  /** Ends when everything heard so far is evaluated and stored. */
  async settled(): Promise<void> {
    let before: unknown;
    do {
      before = this.#storing;
      await this.#refreshing;
      await before;
    } while (before !== this.#storing || this.#refreshing);
  }

  #hear(message: BusMessage): void {
    if (message.kind === 'frame') this.#hearFrame(message);
    else if (message.kind === 'described') {
      const watch = this.#sessions.get(message.sessionId);
      if (watch instanceof SessionWatch) this.#store(watch.describe(message.description));
      // A car that never sends a frame is silent too.
      else if (!watch && this.#hasRules) this.#open(message.sessionId, []);
    } else if (message.kind === 'ended') {
      this.#sessions.delete(message.sessionId);
      this.#enqueue(() => this.#endDone());
    }
  }

  #hearFrame(message: FrameMessage): void {
    if (!this.#hasRules) return;
    const watch = this.#sessions.get(message.sessionId);
    if (watch instanceof SessionWatch) this.#store(watch.frame(message));
    else if (watch) {
      if (watch.waiting.length < MOST_WAITING) watch.waiting.push(message);
    } else this.#open(message.sessionId, [message]);
  }

  /** Rules that are just being read count. */
  get #hasRules(): boolean {
    return this.#rules.length > 0 || this.#refreshing !== undefined;
  }

  #open(sessionId: string, waiting: FrameMessage[]): void {
    const opening: Opening = { waiting, hasFailed: false };
    this.#sessions.set(sessionId, opening);
    this.#tickTimer ??= setInterval(() => this.tick(), TICK_MS).unref();
    this.#refreshNowAndThen();
    this.#enqueue(async () => {
      await this.#refreshing;
      const loaded = await this.#load(sessionId).catch((error: unknown) => {
        opening.hasFailed = true;
        throw error;
      });
      if (this.#sessions.get(sessionId) !== opening) return;
      // A recorder that comes back to a drive that is over keeps no silence: it goes on with a frame, or not at all.
      if (!loaded || (!loaded.isRunning && waiting.length === 0)) {
        this.#sessions.delete(sessionId);
        return;
      }
      const { watch } = loaded;
      this.#sessions.set(sessionId, watch);
      this.#store(watch.setRules(this.#rules));
      for (const message of waiting) this.#store(watch.frame(message));
    });
  }

  async #load(sessionId: string): Promise<Loaded | undefined> {
    const row = await findWatched(this.#deps.db, sessionId);
    if (!row) return undefined;
    const watch = new SessionWatch(
      {
        streamId: row.stream_id,
        sessionId,
        ownerId: row.owner_id,
        teamId: row.team_id,
        vehicleId: row.vehicle_id,
        description: row.description,
        receivedSeconds: row.received_seconds,
        receivedAt: row.last_frame_at.getTime(),
      },
      await listNewestAlerts(this.#deps.db, row.stream_id),
    );
    return { watch, isRunning: row.session_state === 'live' };
  }

  /** Reads the rules and what other servers know of the running streams. */
  refresh(): Promise<void> {
    const again = (this.#refreshing ?? Promise.resolve()).then(() => this.#refresh());
    const done = again
      .then(() => {
        this.#isOutdated = false;
        if (this.#sessions.size === 0) this.#rest();
      })
      .catch((error: unknown) => {
        this.#warn(error, 'alert rules');
        this.#isOutdated = true;
        if (!this.#stopping.signal.aborted) this.#refreshNowAndThen();
      })
      .finally(() => {
        if (this.#refreshing === done) this.#refreshing = undefined;
      });
    this.#refreshing = done;
    return done;
  }

  async #refresh(): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    this.#rules = await listEnabledRules(this.#deps.db);
    const rows = this.#rules.length === 0 ? [] : await listRunningStreams(this.#deps.db);
    this.#letGo(new Set(rows.map((row) => row.session_id)));
    for (const row of rows) {
      const watch = this.#sessions.get(row.session_id);
      if (watch instanceof SessionWatch) {
        watch.stream = { ...watch.stream, vehicleId: row.vehicle_id, teamId: row.team_id };
        watch.heardElsewhere(row.received_seconds, row.last_frame_at.getTime());
        this.#store(watch.setRules(this.#rules));
      } else if (!watch || watch.hasFailed) this.#open(row.session_id, watch?.waiting ?? []);
    }
    this.#enqueue(() => this.#endDone());
  }

  /** Of sessions that are not running any more; one that is just being opened finds out by itself. */
  #letGo(running: ReadonlySet<string>): void {
    for (const [sessionId, watch] of this.#sessions) {
      if (running.has(sessionId)) continue;
      if (watch instanceof SessionWatch) this.#store(watch.setRules([]));
      else if (!watch.hasFailed) continue;
      this.#sessions.delete(sessionId);
    }
  }

  /** Lets the rules notice silence. */
  tick(): void {
    const now = this.#deps.now().getTime();
    for (const watch of this.#sessions.values())
      if (watch instanceof SessionWatch) this.#store(watch.tick(now));
    if (this.#sessions.size === 0) this.#rest();
  }

  #refreshNowAndThen(): void {
    this.#refreshTimer ??= setInterval(() => void this.refresh(), REFRESH_MS).unref();
  }

  /** While nothing is driven there is nothing to notice, and alone on its database a server hears of all that is new. */
  #rest(): void {
    clearInterval(this.#tickTimer);
    this.#tickTimer = undefined;
    if (!this.#isAlone || this.#isOutdated) return;
    clearInterval(this.#refreshTimer);
    this.#refreshTimer = undefined;
  }

  #store(changes: readonly FoundChange[]): void {
    for (const change of changes) {
      if (this.#unstored >= MOST_UNSTORED) {
        this.#deps.log.error('alerts are found faster than they can be stored');
        return;
      }
      this.#unstored++;
      this.#enqueue(() =>
        this.#persist(change).finally(() => {
          this.#unstored--;
        }),
      );
    }
  }

  #enqueue(task: () => Promise<void>): void {
    this.#storing = this.#storing
      .then(task)
      .catch((error: unknown) => this.#warn(error, 'alert not stored'));
  }

  async #persist(found: FoundChange): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        const recorded = await recordChange(this.#deps, found);
        if (!recorded) return;
        const { sessionId } = found.stream;
        if ('alert' in recorded)
          this.#deps.bus.publish({ kind: 'alert', sessionId, alert: recorded.alert });
        else this.#sessions.delete(sessionId);
        return;
      } catch (error) {
        if (attempt >= ATTEMPTS || this.#stopping.signal.aborted) throw error;
        const { signal } = this.#stopping;
        await wait(Math.min(LONGEST_WAIT_MS, 500 * 2 ** attempt), null, { signal }).catch(
          () => null,
        );
      }
    }
  }

  async #endDone(): Promise<void> {
    for (const id of await endAlertsOfDoneSessions(this.#deps.db)) {
      const alert = toAlert(await getAlertRow(this.#deps.db, id));
      this.#deps.bus.publish({ kind: 'alert', sessionId: alert.sessionId, alert });
    }
  }

  #warn(error: unknown, what: string): void {
    if (!this.#stopping.signal.aborted) this.#deps.log.warn({ err: error }, what);
  }
}
