import { Type } from 'typebox';
import { component, nullable } from '../../http/schema.ts';
import { Keep } from '../identity/schemas.ts';

const SignInProvider = component(
  'SignInProvider',
  Type.Object({
    id: Type.String(),
    name: Type.String({ description: 'As people know it' }),
    kind: Type.Enum(['google', 'facebook', 'x', 'oidc']),
  }),
);

export const SignInProviders = component(
  'SignInProviders',
  Type.Object({
    items: Type.Array(SignInProvider),
    googleClientId: nullable(
      Type.String({ description: 'For a page or app that asks Google for an ID token by itself' }),
    ),
  }),
);

/** Where a browser goes on once it is signed in. */
export const RedirectTo = Type.Optional(
  Type.String({
    maxLength: 1000,
    description: 'A path of our own pages to go on with; another site is refused',
  }),
);

export const SocialSignIn = component(
  'SocialSignIn',
  Type.Object({
    provider: Type.String({ minLength: 1, maxLength: 50 }),
    redirectTo: RedirectTo,
  }),
);

export const SignInRedirect = component(
  'SignInRedirect',
  Type.Object({ url: Type.String({ description: 'Where the browser goes to sign in' }) }),
);

export const GoogleSignIn = component(
  'GoogleSignIn',
  Type.Object({
    id_token: Type.String({ minLength: 1, maxLength: 8000 }),
    nonce: Type.Optional(
      Type.String({
        maxLength: 200,
        description: 'What the ID token was asked for with; needed where the token carries one',
      }),
    ),
    keep: Keep,
  }),
);

/** What a provider sends a browser back with. */
export const CallbackQuery = Type.Object({
  code: Type.Optional(Type.String({ maxLength: 4000 })),
  state: Type.Optional(Type.String({ maxLength: 500 })),
  iss: Type.Optional(Type.String({ maxLength: 500 })),
  error: Type.Optional(Type.String({ maxLength: 500 })),
  error_description: Type.Optional(Type.String({ maxLength: 2000 })),
});

/** To a page: the one asked for, or `/sign-in` with `challenge` or `error`. */
export const Redirected = Type.Null({
  description:
    'To the path asked for, with cookies; to /sign-in?challenge=…&methods=…&redirectTo=… for a second factor; to /sign-in?error=<code> where it was refused',
});
