import { goto } from '$app/navigation';
import { ApiError, getMe, type Me, signInByTicket, signOut, type User } from '../api.ts';
import { undo } from '../shell/undo.svelte.ts';
import { accountPreferences } from './account-preferences.svelte.ts';
import { isOpenPage, signInPath } from './own-path.ts';
import { noteRenewed, whenSignedOut } from './renewal.ts';

const KEY = 'outlap.user';
const SHARED_KEY = 'outlap.shared';
/** Tabs tell each other who signed in, by id; null: signed out. */
const channel = new BroadcastChannel('outlap.session');

/** An answer to a sign-in says less than the account itself. */
type Shared = { readonly sessionId: string; readonly expiresAt: string };

type Person = User & Partial<Me>;

/** Who is signed in. */
class Session {
  user = $state.raw<Person>();
  /** The login session has ended while its pages are in use: they stay, and a dialog asks to sign in again. */
  ended = $state(false);
  /** The one session that a share link shows to this browser, besides what its person may see. */
  shared = $state.raw<Shared | undefined>(readShared());
  /** Asked whether to sign out of a server that has no account to come back by. */
  leaving = $state(false);
  /** Why the ticket in the address did not let in. */
  refusedTicket = $state('');
  /** The server has said so while this page was open, not an earlier visit. */
  private confirmed = false;
  private asked: Promise<void> | undefined;
  private readonly waiting: ((isIn: boolean) => void)[] = [];

  constructor() {
    this.user = readStored();
    whenSignedOut(() => this.askAgain());
    channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => this.heard(data));
  }

  /** Before anything else is asked for: the ticket of the server's first address, gone from it afterwards. */
  async redeemTicket(): Promise<void> {
    const url = new URL(location.href);
    const ticket = url.searchParams.get('ticket');
    if (!ticket) return;
    url.searchParams.delete('ticket');
    history.replaceState(history.state, '', url);
    try {
      this.enter((await signInByTicket({ ticket, keep: 'cookie' })).user);
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause;
      this.refusedTicket = cause.message;
      this.user = undefined;
    }
  }

  /** Whether somebody is signed in. A known person is believed at once and asked after meanwhile. */
  async start(): Promise<boolean> {
    if (this.user) {
      this.asked ??= this.read();
      return true;
    }
    await this.read();
    return this.user !== undefined;
  }

  /** Asks the server who is signed in. */
  async read(): Promise<void> {
    try {
      const me = await getMe();
      this.keep(me);
      accountPreferences.take(me.impersonator ? undefined : me);
      this.confirmed = true;
    } catch (cause) {
      if (!(cause instanceof ApiError) || cause.status !== 401) return;
      if (isOpenPage(location.pathname) || this.isShown(location.pathname)) this.keep(undefined);
      else await this.leaveForSignIn();
    }
  }

  /** Somebody has signed in on this page. */
  enter(user: User): void {
    const other = this.user !== undefined && this.user.id !== user.id && this.ended;
    this.keep(user);
    accountPreferences.take(user);
    this.confirmed = true;
    this.asked = Promise.resolve();
    noteRenewed();
    channel.postMessage(user.id);
    // What another person had on this page is not for this one.
    if (other) return location.reload();
    this.settle(true);
  }

  /** Keeps what has changed about the person. */
  keep(user: Person | undefined): void {
    this.user = user && (user.id === this.user?.id ? { ...this.user, ...user } : user);
    try {
      if (user) localStorage.setItem(KEY, JSON.stringify(this.user));
      else localStorage.removeItem(KEY);
    } catch {
      // A browser without storage asks the server at each visit.
    }
  }

  /** This browser acts as somebody else from now on, with nothing of the person before in its memory. */
  become(user: User | undefined): void {
    this.keep(undefined);
    this.keep(user);
    channel.postMessage(user?.id ?? null);
    location.assign('/');
  }

  /** Signs out; asks first where there is no way back in but another ticket. */
  askToLeave(): void {
    if (this.user?.email === null) this.leaving = true;
    else void this.leave();
  }

  /** Ends the login session of this browser, and everything that is in the memory of its pages. */
  async leave(path = '/sign-in'): Promise<void> {
    // Afterwards the server would refuse what can still be undone.
    await undo.flush();
    await signOut().catch(() => undefined);
    this.keep(undefined);
    channel.postMessage(null);
    location.assign(path);
  }

  /** Gives up what waits and goes to the sign-in page. */
  async leaveForSignIn(): Promise<void> {
    const wasIn = this.user !== undefined;
    this.settle(false);
    this.keep(undefined);
    const path = signInPath(location.pathname + location.search + location.hash);
    // What was read for this person must not stay in memory; without one, why a ticket was refused has to.
    if (wasIn) return location.replace(path);
    // eslint-disable-next-line svelte/no-navigation-without-resolve -- a path with its search, made by us
    await goto(path, { replace: true });
  }

  /** A share link was opened here. */
  show(shared: Shared): void {
    this.shared = shared;
    try {
      localStorage.setItem(SHARED_KEY, JSON.stringify(shared));
    } catch {
      // Without storage the link shows its session until the page is left.
    }
  }

  /** Whether a page is shown to somebody who has but a share link. */
  isShown(pathname: string): boolean {
    if (!this.shared || Date.parse(this.shared.expiresAt) <= Date.now()) return false;
    const { sessionId } = this.shared;
    return [`/sessions/${sessionId}`, `/live/${sessionId}`, '/compare'].includes(pathname);
  }

  private async askAgain(): Promise<boolean> {
    if (!this.confirmed || !this.user || isOpenPage(location.pathname)) return false;
    this.ended = true;
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private settle(isIn: boolean): void {
    this.ended = false;
    for (const resolve of this.waiting.splice(0)) resolve(isIn);
  }

  private heard(id: unknown): void {
    if (id === null) {
      this.keep(undefined);
      if (!isOpenPage(location.pathname)) location.assign('/sign-in');
    } else if (id === this.user?.id) this.settle(true);
    else location.reload();
  }
}

/** Believed until the server says otherwise: the shell is drawn with it, data never is. */
function readStored(): Person | undefined {
  try {
    const parsed: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    return typeof parsed === 'object' && parsed !== null && 'roles' in parsed
      ? (parsed as Person)
      : undefined;
  } catch {
    return undefined;
  }
}

function readShared(): Shared | undefined {
  try {
    const parsed: unknown = JSON.parse(localStorage.getItem(SHARED_KEY) ?? 'null');
    return typeof parsed === 'object' && parsed !== null && 'sessionId' in parsed
      ? (parsed as Shared)
      : undefined;
  } catch {
    return undefined;
  }
}

export const session = new Session();
