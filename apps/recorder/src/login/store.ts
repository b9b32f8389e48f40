import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { CommandError } from '../errors.ts';
import { lockSpool, readJson, replaceFile, type SpoolLock } from '../spool/index.ts';
import type { World } from '../world.ts';

export type Tokens = {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Milliseconds since 1970, by the clock of this machine. */
  readonly expiresAt: number;
};

/** A server this machine is signed in to; no secret. */
export type Login = {
  readonly server: string;
  readonly name: string;
  readonly email: string | null;
};

/** In the file: the tokens themselves, or that they are in the keychain. */
type Kept = Login & { readonly tokens: Tokens | 'keychain' };

const PATIENCE_MS = 30_000;
const PRIVATE = 0o600;

/** Logins of a person on this machine: one folder a server, with a file that only they can read. */
export class LoginStore {
  readonly #world: World;
  constructor(world: World) {
    this.#world = world;
  }

  list(): Login[] {
    return names(this.#root)
      .map((name) => readJson<Kept>(join(this.#root, name, 'login.json')))
      .filter((kept) => kept !== undefined)
      .map(({ server, name, email }) => ({ server, name, email }));
  }

  find(server: string): Login | undefined {
    return this.list().find((login) => login.server === server);
  }

  async read(server: string): Promise<Tokens | undefined> {
    const kept = readJson<Kept>(this.#file(server));
    if (kept?.tokens !== 'keychain') return kept?.tokens;
    const text = await (await this.#keychain())?.read(server);
    return text ? (JSON.parse(text) as Tokens) : undefined;
  }

  /** Keeps tokens in the keychain, or in the file where there is none. Says where. */
  async write(login: Login, tokens: Tokens): Promise<'keychain' | 'file'> {
    const place = await this.#writeSecret(login.server, tokens);
    const kept: Kept = { ...login, tokens: place === 'keychain' ? 'keychain' : tokens };
    mkdirSync(this.#folder(login.server), { recursive: true, mode: 0o700 });
    replaceFile(this.#file(login.server), JSON.stringify(kept), true, PRIVATE);
    return place;
  }

  async remove(server: string): Promise<void> {
    const kept = readJson<Kept>(this.#file(server));
    rmSync(this.#file(server), { force: true });
    // What stays behind in a keychain that is locked is replaced by the next login.
    if (kept?.tokens === 'keychain')
      await (await this.#keychain())?.remove(server).catch(() => undefined);
  }

  /** Runs `work` while no other recorder of this machine changes this login. */
  async exclusively<T>(server: string, work: () => Promise<T>): Promise<T> {
    const folder = this.#folder(server);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const lock = await takeLock(folder);
    try {
      return await work();
    } finally {
      lock.release();
    }
  }

  get #root(): string {
    const { env } = this.#world;
    return join(env['HOME'] ?? env['USERPROFILE'] ?? homedir(), '.outlap', 'logins');
  }
  #folder(server: string): string {
    return join(this.#root, createHash('sha256').update(server).digest('hex').slice(0, 16));
  }
  #file(server: string): string {
    return join(this.#folder(server), 'login.json');
  }
  #keychain() {
    return this.#world.openKeychain?.() ?? Promise.resolve(undefined);
  }
  async #writeSecret(server: string, tokens: Tokens): Promise<'keychain' | 'file'> {
    const keychain = await this.#keychain();
    if (!keychain) return 'file';
    // A keychain may be installed and locked, or have nobody who answers it.
    return keychain.write(server, JSON.stringify(tokens)).then(
      () => 'keychain' as const,
      () => 'file' as const,
    );
  }
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

async function takeLock(folder: string): Promise<SpoolLock> {
  for (let waited = 0; ; waited += 50) {
    try {
      return lockSpool(folder);
    } catch (error) {
      const isTaken = error instanceof CommandError && error.code === 'spool_in_use';
      if (!isTaken || waited > PATIENCE_MS) throw error;
      await wait(50);
    }
  }
}
