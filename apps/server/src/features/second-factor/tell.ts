import type { IdentityCtx } from '../../deps.ts';
import { LOCAL_ADDRESS } from '../../identity/local-owner.ts';

/** Mails a person that a way into their account has changed: who did not do so finds out. */
export async function tellOfChange(ctx: IdentityCtx, what: string): Promise<void> {
  const { identity, actor, post, now } = ctx;
  const user = await identity.store.findOne('user', [{ field: 'id', value: actor.userId }]);
  if (!user || user['email'] === LOCAL_ADDRESS) return;
  await post.send({
    kind: 'notice',
    to: String(user['email']),
    name: String(user['name']),
    subject: 'The security of your account has changed',
    lines: [
      `${what}, at ${now().toISOString()}${actor.address === null ? '' : ` from ${actor.address}`}.`,
      `If this was not you, change your password at once: ${identity.publicUrl}/forgot-password`,
    ],
  });
}
