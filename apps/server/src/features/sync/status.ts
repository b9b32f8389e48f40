import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import type { Ctx } from '../../deps.ts';
import { nullable, Time } from '../../http/schema.ts';
import { findStatus, saveStatus } from './queries.ts';

const Status = Type.Object({
  current: nullable(Type.String()),
  bytesPerSecond: Type.Number(),
  lastSuccessAt: nullable(Time),
  lastError: nullable(Type.Object({ code: Type.String(), detail: Type.String(), at: Time })),
  nextTryAt: nullable(Time),
});
export type Status = Static<typeof Status>;

const NOTHING: Status = {
  current: null,
  bytesPerSecond: 0,
  lastSuccessAt: null,
  lastError: null,
  nextTryAt: null,
};
const SECOND_MS = 1000;

/** How forwarding is, as the process that forwards wrote it down: every server can tell. */
export async function readStatus(ctx: Ctx): Promise<Status> {
  const found = await findStatus(ctx.db);
  return Value.Check(Status, found) ? found : NOTHING;
}

export class StatusKeeper {
  readonly #ctx: Ctx;
  #status: Promise<Status>;
  #bytes = 0;
  #since: number;

  constructor(ctx: Ctx) {
    this.#ctx = ctx;
    this.#status = readStatus(ctx).catch(() => NOTHING);
    this.#since = ctx.now().getTime();
  }

  async save(change: Partial<Status>): Promise<void> {
    const idle = change.current === null ? { bytesPerSecond: 0 } : {};
    const status = { ...(await this.#status), ...idle, ...change };
    this.#status = Promise.resolve(status);
    await saveStatus(this.#ctx.db, JSON.stringify(status));
  }

  /** Bytes that went out; the rate is written down about once a second. */
  count(bytes: number): void {
    this.#bytes += bytes;
    const now = this.#ctx.now().getTime();
    const passed = now - this.#since;
    if (passed < SECOND_MS) return;
    const bytesPerSecond = Math.round((this.#bytes / passed) * 1000);
    this.#bytes = 0;
    this.#since = now;
    void this.save({ bytesPerSecond }).catch(() => undefined);
  }
}
