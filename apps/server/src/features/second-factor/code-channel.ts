import { randomInt } from 'node:crypto';
import type { IdentityCtx } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { hashSecret } from '../../identity/hash-secret.ts';
import {
  channelsOf,
  type CodeChannel,
  findFactor,
  hasTotp,
} from '../../identity/second-factor/factors.ts';
import { codeText } from '../../identity/second-factor/send-code.ts';
import { findPending, keepPending, takePending } from './pending.ts';
import { provePerson } from './prove.ts';
import type { CodeSent, CodeStart } from './schemas.ts';
import { hideMail, hidePhone } from './sent-to.ts';
import { tellOfChange } from './tell.ts';
import { turnOn, type TurnedOn } from './turn-on.ts';

type PendingCode = {
  readonly channel: CodeChannel;
  readonly phoneNumber: string | null;
  readonly codeHash: string;
  readonly attempts: number;
};

const ATTEMPTS = 5;

/** Sends a code where codes shall go from now on, once it has come back. */
export async function startCode(ctx: IdentityCtx, input: CodeStart): Promise<CodeSent> {
  const { channel, phoneNumber = null, password } = input;
  if ((channel === 'phone') !== (phoneNumber !== null))
    throw new AppError('invalid_request', 'A phone needs its number, and nothing else has one');
  const user = await provePerson(ctx, password);
  await ctx.throttle.about('code', ctx.actor.userId);
  const code = String(randomInt(10 ** 6)).padStart(6, '0');
  const codeHash = hashSecret(code);
  await keepPending(ctx, 'code', {
    channel,
    phoneNumber,
    codeHash,
    attempts: 0,
  } satisfies PendingCode);
  const to = phoneNumber ?? String(user['email']);
  if (phoneNumber === null) await ctx.post.send({ kind: 'code', to, code });
  else await sendText(ctx, phoneNumber, code);
  const sentTo = phoneNumber === null ? hideMail(to) : hidePhone(to);
  return { channel, sentTo, channels: [channel] };
}

async function sendText({ sms, log }: IdentityCtx, to: string, code: string): Promise<void> {
  try {
    await sms.send({ to, text: codeText(code) });
  } catch (error) {
    log.warn({ err: error }, 'A text message was not sent');
    throw new AppError('code_not_sent', 'The message could not be sent; try again later');
  }
}

export async function confirmCode(ctx: IdentityCtx, code: string): Promise<TurnedOn> {
  const begun = await findPending<PendingCode>(ctx, 'code');
  if (!begun) throw new AppError('sign_in_again', 'This took too long; begin again');
  // Taken before it is compared: guesses at the same time have one to share.
  const taken = await takePending<PendingCode>(ctx, 'code');
  if (!taken) throw wrong();
  if (taken.codeHash !== hashSecret(code.replaceAll(/\s/g, ''))) {
    const attempts = taken.attempts + 1;
    if (attempts < ATTEMPTS) await keepPending(ctx, 'code', { ...taken, attempts });
    throw wrong();
  }
  const { channel, phoneNumber } = taken;
  const { store } = ctx.identity;
  const { userId } = ctx.actor;
  const set = channel === 'mail' ? { emailVerified: true } : { phoneNumber };
  await store.update('user', [{ field: 'id', value: userId }], set);
  const channels = new Set([...channelsOf(await findFactor(store, userId)), channel]);
  const codeChannels = [...channels].join(' ');
  return turnOn(ctx, channel, { codeChannels }, channel === 'mail' ? 'mail' : 'sms');
}

export async function removeCodeChannel(
  ctx: IdentityCtx,
  { channel, password }: { channel: CodeChannel; password?: string },
): Promise<void> {
  await provePerson(ctx, password);
  const { identity, actor, audit } = ctx;
  const { userId } = actor;
  const factor = await findFactor(identity.store, userId);
  const left = channelsOf(factor).filter((one) => one !== channel);
  if (left.length === channelsOf(factor).length)
    throw new AppError('second_factor_missing', 'No codes go there');
  const of = [{ field: 'userId', value: userId }];
  const hasOther =
    left.length > 0 || hasTotp(factor) || (await identity.store.findOne('passkey', of));
  if (!hasOther)
    throw new AppError('last_second_factor', 'This is the only one; turn second factors off');
  await identity.store.update('twoFactor', of, { codeChannels: left.join(' ') });
  if (channel === 'phone')
    await identity.store.update('user', [{ field: 'id', value: userId }], { phoneNumber: null });
  await audit.append({
    action: 'second-factor.removed',
    result: 'done',
    actorId: userId,
    detail: { factor: channel },
  });
  await tellOfChange(ctx, `a second factor was removed (${channel})`);
}

function wrong(): AppError {
  return new AppError('second_factor_wrong', 'This code is wrong, or was used before');
}
