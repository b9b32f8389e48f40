import { type Static, Type } from 'typebox';
import { component, nullable, Time, Uuid } from '../../http/schema.ts';
import { Keep, Preferences } from './schemas.ts';

const EmailAddress = Type.String({
  minLength: 3,
  maxLength: 254,
  // Nothing that a mail program reads as a list, a group, a comment or a name.
  pattern: String.raw`^[^\s@<>,;:"()\[\]\\]+@[^\s@<>,;:"()\[\]\\]+\.[^\s@<>,;:"()\[\]\\.]+$`,
});
/** What somebody types to sign in; only what is chosen anew has a least length. */
const GivenPassword = Type.String({ minLength: 1, maxLength: 200 });
const NewPassword = Type.String({
  minLength: 10,
  maxLength: 200,
  description: 'None that is common, was seen in a breach, or is made of the name or the address',
});
const PersonName = Type.String({ minLength: 1, maxLength: 100, pattern: String.raw`\S` });
const Version = Type.String({ minLength: 1, maxLength: 40 });
const LinkToken = Type.String({ minLength: 1, maxLength: 200, description: 'From the link' });

export const NewAccount = component(
  'NewAccount',
  Type.Object({
    email: EmailAddress,
    password: NewPassword,
    name: PersonName,
    invitation: Type.Optional(
      Type.String({ maxLength: 200, description: 'Token of an invitation, where SIGN_UP=invited' }),
    ),
    accepted: Type.Optional(
      Type.Object(
        { terms: Version, privacy: Version },
        {
          additionalProperties: false,
          description:
            'Versions of the texts of `/api/privacy/texts` that the person agreed to; without, the pages ask after the first sign-in',
        },
      ),
    ),
  }),
);
export type NewAccount = Static<typeof NewAccount>;

export const SignUpAnswer = component(
  'SignUpAnswer',
  Type.Object({
    next: Type.Enum(['verify-email', 'sign-in'], {
      description: 'What to do now; the same whether or not the address had an account',
    }),
  }),
);
export type SignUpAnswer = Static<typeof SignUpAnswer>;

export const Login = component(
  'Login',
  Type.Object({
    email: Type.String({ minLength: 1, maxLength: 254 }),
    password: GivenPassword,
    keep: Keep,
  }),
);
export type Login = Static<typeof Login>;

export const SignInOptions = component(
  'SignInOptions',
  Type.Object({
    signUp: Type.Enum(['open', 'invited']),
    mails: Type.Boolean({ description: 'Whether the server can send mails' }),
    unclaimed: Type.Boolean({
      description:
        'Only the address that the server printed lets in: no owner has an account. Told on the same machine only',
    }),
  }),
);
export type SignInOptions = Static<typeof SignInOptions>;

/** The password grant of OAuth 2 (RFC 6749, 4.3), for programs that know nothing else. */
export const TokenForm = Type.Object({
  grant_type: Type.Optional(Type.Enum(['password'])),
  username: Type.String({ minLength: 1, maxLength: 254 }),
  password: GivenPassword,
  scope: Type.Optional(Type.String({ maxLength: 500 })),
});
export type TokenForm = Static<typeof TokenForm>;

export const OAuthToken = component(
  'OAuthToken',
  Type.Object({
    access_token: Type.String(),
    token_type: Type.Enum(['bearer']),
    expires_in: Type.Integer(),
    refresh_token: Type.String(),
  }),
);
export type OAuthToken = Static<typeof OAuthToken>;

export const OAuthError = component(
  'OAuthError',
  Type.Object({
    error: Type.String({ description: 'RFC 6749, 5.2' }),
    error_description: Type.String(),
    code: Type.String({ description: 'As in problem details' }),
    challenge: Type.Optional(Type.String()),
    methods: Type.Optional(Type.Array(Type.String())),
    requestId: Type.String(),
  }),
);

export const SigningKeys = component(
  'SigningKeys',
  Type.Object({ keys: Type.Array(Type.Object({}, { additionalProperties: true })) }),
);

export const LinkAnswer = component('LinkAnswer', Type.Object({ token: LinkToken }));
export const AddressOnly = component(
  'AddressOnly',
  Type.Object({ email: Type.String({ minLength: 1, maxLength: 254 }) }),
);
export const PasswordReset = component(
  'PasswordReset',
  Type.Object({ token: LinkToken, newPassword: NewPassword }),
);
export const PasswordChange = component(
  'PasswordChange',
  Type.Object({ oldPassword: GivenPassword, newPassword: NewPassword }),
);
export type PasswordChange = Static<typeof PasswordChange>;
export const EmailChange = component(
  'EmailChange',
  Type.Object({
    email: EmailAddress,
    password: Type.Optional(GivenPassword),
  }),
);
export type EmailChange = Static<typeof EmailChange>;
export const EmailChangeAnswer = component(
  'EmailChangeAnswer',
  Type.Object({
    changed: Type.Boolean({ description: 'False: open the link that was mailed there' }),
  }),
);

export const PasswordShown = component('PasswordShown', Type.Object({ password: GivenPassword }));

export const OwnerClaim = component(
  'OwnerClaim',
  Type.Object({ name: PersonName, email: EmailAddress, password: NewPassword }),
);
export type OwnerClaim = Static<typeof OwnerClaim>;

export const MyEdit = component(
  'MyEdit',
  Type.Object(
    {
      name: Type.Optional(PersonName),
      image: Type.Optional(
        nullable(Type.String({ maxLength: 500, pattern: '^https://[^\\s"<>]+$' })),
      ),
      preferences: Type.Optional(Preferences),
    },
    { additionalProperties: false, minProperties: 1 },
  ),
);
export type MyEdit = Static<typeof MyEdit>;

export const LoginSession = component(
  'LoginSession',
  Type.Object({
    id: Uuid,
    current: Type.Boolean(),
    deviceName: Type.String(),
    address: nullable(Type.String()),
    place: nullable(Type.String({ description: 'City and country, where PLACE_DATABASE is set' })),
    amr: Type.Array(Type.String({ description: 'How one signed in' })),
    createdAt: Time,
    lastUsedAt: Time,
    expiresAt: Time,
    impersonated: Type.Boolean(),
  }),
);
export type LoginSession = Static<typeof LoginSession>;

export const Ended = component('Ended', Type.Object({ ended: Type.Integer() }));
