import { AppError, type ErrorCode } from '../../errors.ts';
import type { LibraryAnswer } from '../../identity/library/call.ts';

/** What the identity library refuses, in our codes; what is not listed is `identity_refused`. */
const CODES: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  INVALID_EMAIL_OR_PASSWORD: ['credentials_wrong', 'The e-mail address or the password is wrong'],
  INVALID_EMAIL: ['credentials_wrong', 'The e-mail address or the password is wrong'],
  INVALID_PASSWORD: ['credentials_wrong', 'The e-mail address or the password is wrong'],
  PASSWORD_TOO_LONG: ['credentials_wrong', 'The e-mail address or the password is wrong'],
  EMAIL_NOT_VERIFIED: [
    'email_not_verified',
    'Open the link that was mailed to you first, or ask for another one',
  ],
  INVALID_TOKEN: ['link_invalid', 'This link was used before, or is too old'],
  TOKEN_EXPIRED: ['link_invalid', 'This link was used before, or is too old'],
  INVALID_CODE: ['second_factor_wrong', 'This code is wrong, or was used before'],
  OTP_HAS_EXPIRED: ['second_factor_wrong', 'This code is too old'],
  TOTP_NOT_ENABLED: ['second_factor_wrong', 'This second factor is not set up'],
  INVALID_BACKUP_CODE: ['second_factor_wrong', 'This code is wrong, or was used before'],
  INVALID_TWO_FACTOR_COOKIE: ['sign_in_again', 'This sign-in took too long; begin again'],
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: ['too_many_requests', 'Too many wrong codes'],
  ACCOUNT_TEMPORARILY_LOCKED: ['too_many_requests', 'Too many wrong codes; try again later'],
  PROVIDER_NOT_FOUND: ['provider_unknown', 'There is no such provider'],
  SESSION_EXPIRED: ['sign_in_again', 'Sign in again'],
};

/** The error that an answer of the identity library stands for. */
export function refusalOf({ status, body }: Pick<LibraryAnswer, 'status' | 'body'>): AppError {
  const code = (body as { code?: unknown } | null)?.code;
  const known = typeof code === 'string' ? CODES[code] : undefined;
  if (known) return new AppError(...known);
  if (status >= 500)
    return new AppError('internal', 'Something went wrong inside the server', {
      cause: new Error(`The identity library answered ${status}`),
    });
  if (status === 429) return new AppError('too_many_requests', 'Too often; try again later');
  return new AppError('identity_refused', 'This was refused');
}
