import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { publicUrlOf } from '../config.ts';
import { LOCAL_OWNER, serverActor } from '../deps.ts';
import { AppError } from '../errors.ts';
import { issueResetLink } from '../features/identity/verbs.ts';
import { createPerson, findUserByEmail, setPassword } from '../identity/accounts.ts';
import { isLocked } from '../identity/lock.ts';
import { hasOwnerAccount, LOCAL_ADDRESS } from '../identity/local-owner.ts';
import { linkOf } from '../identity/mail/texts.ts';
import { refuseWeakPassword } from '../identity/password-rules.ts';
import { NotUniqueError, type Row } from '../identity/store/store.ts';
import { type Opened, openServer } from '../server.ts';
import { EXIT, type Output, quietLog } from './command.ts';

const LINK_SECONDS = 3 * 86_400;
const TICKET_SECONDS = 3600;

export type UserOptions = {
  readonly email?: string;
  readonly name?: string;
  readonly owner?: boolean;
  readonly moderator?: boolean;
  /** Prints a link to choose a password, instead of asking for it. */
  readonly link?: boolean;
};

/** Makes an account. With the embedded database the server must be stopped, as for all of these. */
export function addUser(output: Output, options: UserOptions): Promise<number> {
  return onServer(output, async ({ deps }) => {
    const { identity } = deps;
    const { email = '', name = nameOf(email) } = options;
    if (!isAddress(email)) return fail('--email: wants an e-mail address', EXIT.usage);
    const password = options.link ? undefined : await askPassword();
    if (password !== undefined) await refuseWeakPassword(password, { name, email });
    const passwordHash = password && (await identity.passwords.hash(password));
    const user = await createAccount(deps, {
      email,
      name,
      role: roleOf(options),
      ...(passwordHash && { passwordHash }),
    });
    const link = password === undefined ? await passwordLink(deps, user) : null;
    print(output, { id: user['id'], email: user['email'], role: user['role'], link }, [
      `${email} has an account (${roleOf(options)}).`,
      ...(link ? [toInvitation(link)] : []),
    ]);
    return EXIT.ok;
  });
}

/** Where no owner has an account makes one for this address, and answers the link to choose its password by. */
export async function ensureOwner(
  deps: Opened['deps'],
  email: string,
): Promise<string | undefined> {
  if (await hasOwnerAccount(deps.identity.store)) return undefined;
  return passwordLink(
    deps,
    await createAccount(deps, { email, name: nameOf(email), role: 'owner' }),
  );
}

async function createAccount(
  deps: Opened['deps'],
  person: Omit<Parameters<typeof createPerson>[1], 'emailVerified' | 'role'> & {
    readonly role: ReturnType<typeof roleOf>;
  },
): Promise<Row> {
  const { identity, audit } = deps;
  const parts = { ...deps, store: identity.store };
  const user = await createPerson(parts, { ...person, emailVerified: true });
  await audit.append({
    action: 'account.created',
    result: 'done',
    actorId: null,
    targetKind: 'user',
    targetId: String(user['id']),
    detail: { role: person.role, by: 'command line' },
  });
  return user;
}

export function isAddress(email: string): boolean {
  return /^\S+@\S+\.\S+$/.test(email);
}

export function toInvitation(link: string): string {
  return `To choose a password, within three days: ${link}`;
}

function nameOf(email: string): string {
  return email.split('@')[0] ?? '';
}

export function listUsers(output: Output): Promise<number> {
  return onServer(output, async ({ deps }) => {
    const rows = await deps.identity.store.findMany('user', []);
    const users = rows.map((row) => ({
      id: row['id'],
      email: row['email'] === LOCAL_ADDRESS ? null : row['email'],
      name: row['name'],
      role: row['role'],
      emailVerified: row['emailVerified'],
      twoFactor: row['twoFactorEnabled'] === true,
      locked: isLocked(row, deps.now()),
    }));
    print(
      output,
      { users },
      users.map(({ email, name, role, locked }) =>
        [String(role).padEnd(9), email ?? '(this machine)', name, locked ? 'LOCKED' : '']
          .join('  ')
          .trimEnd(),
      ),
    );
    return EXIT.ok;
  });
}

/** Prints an address that signs one browser in, once: for who has lost every other way. */
export function makeTicket(output: Output, { email }: UserOptions): Promise<number> {
  return onServer(output, async ({ deps }) => {
    const user =
      email === undefined ? undefined : await findUserByEmail(deps.identity.store, email);
    if (email !== undefined && !user) return fail(`${email} has no account`);
    const userId = user ? String(user['id']) : LOCAL_OWNER;
    const actor = { ...serverActor(userId), kind: 'person' as const };
    const ticket = await deps.tickets.issue('sign-in', actor, TICKET_SECONDS);
    await note(deps, 'ticket.issued', userId);
    const address = `${publicUrlOf(deps.config)}/?ticket=${ticket}`;
    print(output, { address }, [`Good once, within an hour: ${address}`]);
    return EXIT.ok;
  });
}

/** Sets a password, or prints a link to choose one; ends all login sessions. */
export function resetUserPassword(output: Output, options: UserOptions): Promise<number> {
  return onServer(output, async ({ deps }) => {
    const { identity } = deps;
    const user = await findUserByEmail(identity.store, options.email ?? '');
    if (!user) return fail(`${options.email ?? ''} has no account`);
    const userId = String(user['id']);
    const password = options.link ? undefined : await askPassword();
    if (password === undefined) {
      const link = await passwordLink(deps, user);
      print(output, { link }, [toInvitation(link ?? '')]);
      return EXIT.ok;
    }
    const person = { name: String(user['name']), email: String(user['email']) };
    await refuseWeakPassword(password, person);
    const parts = { ...deps, store: identity.store };
    await setPassword(parts, userId, await identity.passwords.hash(password));
    const ended = await identity.endLogins(userId);
    await identity.endTokens(userId);
    await note(deps, 'password.reset', userId);
    print(output, { ended }, [`The password is set; ${ended} login sessions have ended.`]);
    return EXIT.ok;
  });
}

async function onServer(
  { config }: Output,
  act: (opened: Opened) => Promise<number>,
): Promise<number> {
  const opened = await openServer(config, quietLog(config));
  try {
    return await act(opened);
  } catch (error) {
    if (error instanceof NotUniqueError) return fail('This address has an account already');
    if (error instanceof AppError) return fail(error.message);
    throw error;
  } finally {
    await opened.close();
  }
}

function roleOf({ owner, moderator }: UserOptions) {
  if (owner) return 'owner' as const;
  return moderator ? ('moderator' as const) : ('driver' as const);
}

async function passwordLink(deps: Opened['deps'], user: Row): Promise<string | undefined> {
  const token = await issueResetLink(deps, user, LINK_SECONDS);
  const mail = { kind: 'set-password', to: '', name: '', token } as const;
  return linkOf(mail, deps.identity.publicUrl);
}

function note({ audit }: Opened['deps'], action: string, targetId: string): Promise<void> {
  const detail = { by: 'command line' };
  return audit.append({
    action,
    result: 'done',
    actorId: null,
    targetKind: 'user',
    targetId,
    detail,
  });
}

/** From a person, unseen, or as the first line of what is piped in. */
async function askPassword(): Promise<string> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) return (await text(stdin)).split(/\r?\n/)[0] ?? '';
  stderr.write('Password: ');
  const asking = createInterface({ input: stdin, terminal: true });
  try {
    return await asking.question('');
  } finally {
    asking.close();
    stderr.write('\n');
  }
}

function print({ json }: Output, facts: unknown, lines: readonly string[]): void {
  console.log(json ? JSON.stringify(facts) : lines.join('\n'));
}

function fail(message: string, code: number = EXIT.failed): number {
  console.error(message);
  return code;
}
