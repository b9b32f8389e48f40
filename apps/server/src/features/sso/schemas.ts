import { type Static, Type } from 'typebox';
import { component, nullable, Time } from '../../http/schema.ts';
import { RedirectTo } from '../social/schemas.ts';

const Address = Type.String({ minLength: 1, maxLength: 2000 });

export const NewTeamSso = component(
  'NewTeamSso',
  Type.Object(
    {
      domain: Type.String({
        minLength: 3,
        maxLength: 253,
        description: 'The domain of the mail addresses that sign in this way',
      }),
      oidc: Type.Optional(
        Type.Object({
          issuer: Address,
          clientId: Type.String({ minLength: 1, maxLength: 500 }),
          clientSecret: Type.String({ minLength: 1, maxLength: 2000 }),
        }),
      ),
      saml: Type.Optional(
        Type.Object({
          metadata: Type.Optional(
            Type.String({
              maxLength: 100_000,
              description: 'XML of the identity provider; stands for the three others',
            }),
          ),
          entityId: Type.Optional(Address),
          entryPoint: Type.Optional(Address),
          certificate: Type.Optional(
            Type.String({ maxLength: 20_000, description: 'PEM; of what signs assertions' }),
          ),
        }),
      ),
    },
    { description: 'Either `oidc` or `saml`' },
  ),
);
export type NewTeamSso = Static<typeof NewTeamSso>;

export const TeamSso = component(
  'TeamSso',
  Type.Object({
    providerId: Type.String(),
    protocol: Type.Enum(['oidc', 'saml']),
    domain: Type.String(),
    domainProven: Type.Boolean({ description: 'Until then nobody can sign in this way' }),
    proof: Type.Object(
      { name: Type.String(), value: Type.String() },
      { description: 'The DNS record (TXT) that proves the domain' },
    ),
    issuer: Type.String({ description: 'Issuer or entity id of the identity provider' }),
    clientId: nullable(Type.String()),
    entryPoint: nullable(Type.String()),
    certificates: Type.Array(Type.Object({ fingerprint: Type.String(), validUntil: Time })),
    redirectUri: nullable(
      Type.String({ description: 'OpenID Connect: to enter at the identity provider' }),
    ),
    acsUrl: nullable(Type.String({ description: 'SAML: to enter at the identity provider' })),
    entityId: nullable(Type.String({ description: 'SAML: our own entity id' })),
    metadataUrl: nullable(Type.String({ description: 'SAML: our own metadata' })),
  }),
);
export type TeamSso = Static<typeof TeamSso>;

export const SsoSignIn = component(
  'SsoSignIn',
  Type.Object({
    email: Type.String({ minLength: 3, maxLength: 320 }),
    redirectTo: RedirectTo,
  }),
);

export const SsoParams = Type.Object({ providerId: Type.String({ maxLength: 100 }) });
export const FinishSamlQuery = Type.Object({ ticket: Type.String({ maxLength: 200 }) });
