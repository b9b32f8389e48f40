import { type Static, Type } from 'typebox';
import { component, nullable, ref, Time, Uuid } from '../../http/schema.ts';
import { Keep, TokenAnswer } from '../identity/schemas.ts';

const Password = Type.Optional(
  Type.String({
    minLength: 1,
    maxLength: 200,
    description: 'Where the account has one; without, the sign-in must be fresh',
  }),
);
const Code = Type.String({ minLength: 4, maxLength: 32 });
const Channel = Type.Enum(['mail', 'phone']);
const Challenge = Type.String({
  minLength: 1,
  maxLength: 4000,
  description: 'Of the problem `second_factor_required`',
});
const State = Type.String({ minLength: 1, maxLength: 4000, description: 'Handed back as it came' });
const RememberDevice = Type.Optional(
  Type.Boolean({
    default: false,
    description: 'Whether this browser is asked for no second factor for 30 days',
  }),
);
/** What browsers give and take (WebAuthn JSON); the identity library checks it. */
const WebAuthn = Type.Record(Type.String(), Type.Unknown());
/** A ceremony's options, passed on whole. */
const WebAuthnOptions = Type.Unsafe<Record<string, unknown>>({
  type: 'object',
  additionalProperties: true,
  description: 'For `parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON` of a browser',
});

export const SecondFactors = component(
  'SecondFactors',
  Type.Object({
    enabled: Type.Boolean({ description: 'Whether a sign-in asks for a second factor' }),
    totp: Type.Boolean({ description: 'An authenticator app is set up' }),
    mail: Type.Boolean({ description: 'Codes may go to the e-mail address' }),
    phone: Type.Boolean({ description: 'Codes may go to the phone' }),
    phoneNumber: nullable(Type.String({ description: 'Its last digits only' })),
    passkeys: Type.Integer(),
    recoveryCodesLeft: Type.Integer(),
    hasPassword: Type.Boolean({ description: 'Whether a password is asked for to change this' }),
    required: Type.Boolean({ description: 'What this account administers asks for one' }),
    satisfied: Type.Boolean({ description: 'This sign-in showed two factors' }),
  }),
);
export type SecondFactors = Static<typeof SecondFactors>;

export const WithPassword = component('WithPassword', Type.Object({ password: Password }));

export const TotpStart = component(
  'TotpStart',
  Type.Object({
    uri: Type.String({ description: 'otpauth://…, for a QR code' }),
    secret: Type.String({ description: 'The same in Base32, to be typed' }),
    recoveryCodes: Type.Array(Type.String(), { description: 'Shown this once; older ones end' }),
  }),
);
export type TotpStart = Static<typeof TotpStart>;

export const TotpConfirm = component('TotpConfirm', Type.Object({ code: Code, keep: Keep }));

export const SecondFactorOn = component(
  'SecondFactorOn',
  Type.Object({
    ...TokenAnswer.properties,
    recoveryCodes: Type.Array(Type.String(), {
      description: 'Shown this once; empty where older ones still hold',
    }),
  }),
);

export const RecoveryCodes = component(
  'RecoveryCodes',
  Type.Object({ recoveryCodes: Type.Array(Type.String(), { description: 'Shown this once' }) }),
);

export const CodeStart = component(
  'CodeStart',
  Type.Object({
    channel: Channel,
    phoneNumber: Type.Optional(
      Type.String({
        pattern: String.raw`^\+[1-9][0-9]{6,14}$`,
        description: 'E.164; with `phone` only',
      }),
    ),
    password: Password,
  }),
);
export type CodeStart = Static<typeof CodeStart>;

export const CodeSent = component(
  'CodeSent',
  Type.Object({
    channel: Channel,
    sentTo: Type.String({ description: 'Mostly hidden' }),
    channels: Type.Array(Channel, { description: 'All that a code may be asked for by' }),
  }),
);
export type CodeSent = Static<typeof CodeSent>;

export const CodeConfirm = component('CodeConfirm', Type.Object({ code: Code, keep: Keep }));

export const CodeRemove = component(
  'CodeRemove',
  Type.Object({ channel: Channel, password: Password }),
);

export const PasskeyFactor = component(
  'PasskeyFactor',
  Type.Object({ password: Password, keep: Keep }),
);

export const RememberedDevice = component(
  'RememberedDevice',
  Type.Object({
    id: Uuid,
    name: Type.String(),
    lastSeenAt: Time,
    rememberedUntil: Time,
    isThis: Type.Boolean(),
  }),
);
export type RememberedDevice = Static<typeof RememberedDevice>;

export const ChallengeAnswer = component(
  'ChallengeAnswer',
  Type.Object({
    challenge: Type.String(),
    methods: Type.Array(Type.Enum(['totp', 'code', 'recovery', 'passkey'])),
  }),
);

export const SecondFactorShown = component(
  'SecondFactorShown',
  Type.Object({
    challenge: Challenge,
    method: Type.Enum(['totp', 'code', 'recovery']),
    code: Code,
    rememberDevice: RememberDevice,
    keep: Keep,
  }),
);
export type SecondFactorShown = Static<typeof SecondFactorShown>;

export const CodeWanted = component(
  'CodeWanted',
  Type.Object({
    challenge: Challenge,
    channel: Type.Optional(Channel),
  }),
);

export const ChallengeOnly = component('ChallengeOnly', Type.Object({ challenge: Challenge }));

export const PasskeyOptions = component(
  'PasskeyOptions',
  Type.Object({
    state: Type.String({ description: 'To be handed back with the answer' }),
    options: WebAuthnOptions,
  }),
);
export type PasskeyOptions = Static<typeof PasskeyOptions>;

export const PasskeyShown = component(
  'PasskeyShown',
  Type.Object({ state: State, response: WebAuthn, keep: Keep }),
);

export const PasskeyFactorShown = component(
  'PasskeyFactorShown',
  Type.Object({
    challenge: Challenge,
    state: State,
    response: WebAuthn,
    rememberDevice: RememberDevice,
    keep: Keep,
  }),
);

export const Passkey = component(
  'Passkey',
  Type.Object({
    id: Uuid,
    name: Type.String(),
    createdAt: nullable(Time),
    isBackedUp: Type.Boolean({ description: 'Known on further devices of its owner' }),
  }),
);
export type Passkey = Static<typeof Passkey>;

const PasskeyName = Type.String({ minLength: 1, maxLength: 100 });
export const NewPasskey = component(
  'NewPasskey',
  Type.Object({ state: State, response: WebAuthn, name: Type.Optional(PasskeyName) }),
);
export const PasskeyEdit = component('PasskeyEdit', Type.Object({ name: PasskeyName }));

export const MagicLinkWanted = component(
  'MagicLinkWanted',
  Type.Object({ email: Type.String({ minLength: 3, maxLength: 254 }) }),
);
export const MagicLinkShown = component(
  'MagicLinkShown',
  Type.Object({ token: Type.String({ minLength: 1, maxLength: 200 }), keep: Keep }),
);

export const tokenAnswer = ref(TokenAnswer);
