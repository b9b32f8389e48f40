import { betterAuth, type BetterAuthPlugin } from 'better-auth';
import type { Config } from '../../config.ts';
import type { IdentityMail } from '../mail/texts.ts';
import type { Passwords } from '../passwords.ts';
import type { Secrets } from '../secrets.ts';
import type { IdentityStore } from '../store/store.ts';
import { toAdapter } from './adapter.ts';
import { toLibrarySecrets } from './login-cookie.ts';

/**
 * Where the library answers inside of the process. Outside, the paths under it are our own routes and no others; providers
 * send browsers back to those that the library would name by itself, `callback/<id>` and `sso/callback/<id>`.
 */
export const LIBRARY_PATH = '/auth';
/** The only header the library takes an address from; the front door sets it and removes a client's own. */
export const ADDRESS_HEADER = 'x-outlap-address';
const LOGIN_SECONDS = 30 * 86_400;

export type LibraryParts = {
  readonly config: Config;
  readonly publicUrl: string;
  readonly store: IdentityStore;
  readonly secrets: Secrets;
  readonly passwords: Passwords;
  readonly newId: () => string;
  readonly sendMail: (mail: IdentityMail) => Promise<void>;
  readonly plugins: readonly BetterAuthPlugin[];
};

export type Library = ReturnType<typeof createLibrary>;

/** The identity library, with what it must not do by itself switched off. */
export function createLibrary(parts: LibraryParts) {
  const { config, publicUrl, store, secrets, passwords, newId } = parts;
  return betterAuth({
    appName: 'Outlap',
    baseURL: publicUrl,
    basePath: LIBRARY_PATH,
    secrets: toLibrarySecrets(secrets),
    database: toAdapter(store, secrets),
    trustedOrigins: [publicUrl, ...config.ALLOWED_ORIGINS],
    telemetry: { enabled: false },
    // What is not its own refusal, a full gate say, comes through as it is.
    onAPIError: { throw: true },
    logger: { disabled: true },
    rateLimit: { enabled: false },
    user: {
      additionalFields: {
        role: { type: 'string', input: false, defaultValue: 'driver' },
        phoneNumber: { type: 'string', input: false, required: false },
        lockedAt: { type: 'date', input: false, required: false },
        lockedUntil: { type: 'date', input: false, required: false },
        lockedReason: { type: 'string', input: false, required: false },
        deletionDueAt: { type: 'date', input: false, required: false },
        preferences: { type: 'string', input: false, defaultValue: '{}' },
        tokenVersion: { type: 'number', input: false, defaultValue: 0 },
      },
    },
    session: {
      expiresIn: LOGIN_SECONDS,
      // Whether a sign-in is fresh enough is asked by the features, where they ask for the password, too.
      freshAge: 0,
      cookieCache: { enabled: false },
      additionalFields: {
        amr: { type: 'string', input: false, defaultValue: '' },
        deviceName: { type: 'string', input: false, defaultValue: '' },
        lastUsedAt: { type: 'date', input: false, required: false },
        impersonatedBy: { type: 'string', input: false, required: false },
        impersonationReason: { type: 'string', input: false, required: false },
      },
    },
    account: {
      encryptOAuthTokens: true,
      accountLinking: { enabled: true, trustedProviders: [] },
    },
    emailAndPassword: {
      enabled: true,
      minPasswordLength: 10,
      maxPasswordLength: 200,
      revokeSessionsOnPasswordReset: true,
      password: {
        hash: passwords.hash,
        verify: ({ password, hash }) => passwords.verify(password, hash),
      },
      requireEmailVerification: config.SMTP_URL !== '',
    },
    advanced: {
      cookiePrefix: 'outlap',
      // The front door decides what a browser gets to keep, and adds Secure where the address is https.
      useSecureCookies: false,
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      database: { generateId: () => newId() },
    },
    plugins: [...parts.plugins],
  });
}
