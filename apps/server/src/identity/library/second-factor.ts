import type { BetterAuthPlugin } from 'better-auth';
import { APIError, createAuthMiddleware } from 'better-auth/api';
import { twoFactor } from 'better-auth/plugins/two-factor';
import type { Secrets } from '../secrets.ts';
import { findFactor } from '../second-factor/factors.ts';
import { findStep } from '../second-factor/totp.ts';
import type { IdentityStore } from '../store/store.ts';
import type { SendCode } from '../second-factor/send-code.ts';
import { decryptFromLibrary } from './envelope.ts';
import { isUserVerified } from './passkey-answer.ts';

export type SecondFactorParts = {
  readonly store: IdentityStore;
  readonly secrets: Secrets;
  readonly sendCode: SendCode;
};

/** Where a sign-in that waits shows its second factor. */
const COMPLETIONS = [
  '/two-factor/verify-totp',
  '/two-factor/verify-otp',
  '/two-factor/verify-backup-code',
];
/** Renew the session of who is signed in; the library refuses everybody else there. */
export const RENEWALS = [
  '/get-session',
  '/update-session',
  '/update-user',
  '/change-password',
  '/change-email',
];
/** A program gets in as the person who approved it, signed in with every factor that was asked for. */
const APPROVED = ['/device/token'];
const EXEMPT = [...COMPLETIONS, ...RENEWALS, ...APPROVED];
const CODE_MINUTES = 5;

/**
 * Second factors. The library asks for a second factor at three paths only; here it is asked
 * for wherever a login session begins, and what is exempt is listed: a way in that comes new is held by it.
 */
export function listSecondFactorPlugins(parts: SecondFactorParts): BetterAuthPlugin[] {
  return [
    policy(parts),
    onEveryWayIn(
      twoFactor({
        issuer: 'Outlap',
        allowPasswordless: true,
        otpOptions: {
          storeOTP: 'encrypted',
          period: CODE_MINUTES,
          sendOTP: ({ user, otp }, ctx) => {
            const asked = new URL(ctx?.request?.url ?? 'http://x').searchParams.get('channel');
            return parts.sendCode(user.id, asked === 'phone' ? 'phone' : 'mail', otp);
          },
        },
      }),
    ),
  ];
}

function onEveryWayIn<T extends ReturnType<typeof twoFactor>>(plugin: T): BetterAuthPlugin {
  const [hook] = plugin.hooks.after;
  return {
    ...plugin,
    hooks: {
      after: [
        {
          ...hook,
          matcher: ({ path = '', body }) =>
            !EXEMPT.includes(path) &&
            !(path === '/passkey/verify-authentication' && isUserVerified(body)),
        },
      ],
    },
  };
}

/** What the library's own plugins leave open. */
function policy({ store, secrets }: SecondFactorParts): BetterAuthPlugin {
  return {
    id: 'outlap-second-factor',
    schema: {
      twoFactor: {
        fields: {
          lastUsedStep: { type: 'number', required: false, defaultValue: 0, input: false },
          codeChannels: { type: 'string', required: false, defaultValue: '', input: false },
        },
      },
    },
    hooks: {
      before: [
        {
          matcher: ({ path }) => path === '/two-factor/verify-totp',
          handler: createAuthMiddleware(async (ctx) => {
            const { name } = ctx.context.createAuthCookie('two_factor');
            const identifier = await ctx.getSignedCookie(name, ctx.context.secret);
            if (!identifier) return;
            const pending = await store.findOne('verification', [
              { field: 'identifier', value: identifier },
            ]);
            const { code } = ctx.body as { code: string };
            if (pending) await useUp(String(pending['value']), code);
          }),
        },
      ],
    },
  };

  /** A code works once: its step must come after the one that was used last, and taking it is one write. */
  async function useUp(userId: string, code: string): Promise<void> {
    const factor = await findFactor(store, userId);
    if (!factor) return;
    const secret = await decryptFromLibrary(secrets, String(factor['secret']));
    // By the clock that the library looks at, too, and one step further: it looks a moment later.
    const step = findStep(secret, code, new Date(), 2);
    // The library finds a wrong code wrong by itself, and counts it.
    if (step === undefined) return;
    const taken = await store.update(
      'twoFactor',
      [
        { field: 'id', value: factor['id'] ?? null },
        { field: 'lastUsedStep', operator: 'lt', value: step },
      ],
      { lastUsedStep: step },
    );
    if (taken.length === 0)
      throw new APIError('UNAUTHORIZED', { code: 'INVALID_CODE', message: 'Used before' });
  }
}
