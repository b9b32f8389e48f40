import { type Static, Type } from 'typebox';
import { component, nullable, Time } from '../../http/schema.ts';
import { DEVICE_CLIENTS } from '../../identity/library/device-login.ts';

const ClientId = Type.Enum([...DEVICE_CLIENTS], { description: 'The program that signs in' });

export const NewDeviceLogin = component(
  'NewDeviceLogin',
  Type.Object({
    clientId: ClientId,
    deviceName: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 60,
        pattern:
          '^[^\\u0000-\\u001f\\u007f-\\u009f\\u200b-\\u200f\\u2028-\\u202e\\u2066-\\u2069]+$',
        description: 'What the person knows it by: the name of the computer',
      }),
    ),
  }),
);
export type NewDeviceLogin = Static<typeof NewDeviceLogin>;

export const DeviceLogin = component(
  'DeviceLogin',
  Type.Object({
    device_code: Type.String({ description: 'What the program asks for its tokens with' }),
    user_code: Type.String({ description: 'What the person types: ABCD-EFGH' }),
    verification_uri: Type.String(),
    verification_uri_complete: Type.String(),
    expires_in: Type.Integer({ description: 'Seconds' }),
    interval: Type.Integer({ description: 'Seconds between two questions for the tokens' }),
  }),
);
export type DeviceLogin = Static<typeof DeviceLogin>;

export const DeviceToken = component(
  'DeviceToken',
  Type.Object({
    clientId: ClientId,
    deviceCode: Type.String({ minLength: 1, maxLength: 400 }),
  }),
);
export type DeviceToken = Static<typeof DeviceToken>;

export const DeviceRequest = component(
  'DeviceRequest',
  Type.Object({
    userCode: Type.String(),
    status: Type.Enum(['pending', 'approved', 'denied']),
    clientName: Type.String(),
    address: nullable(Type.String({ description: 'Where the program asked from' })),
    userAgent: Type.String(),
    createdAt: Time,
    expiresAt: Time,
  }),
);
export type DeviceRequest = Static<typeof DeviceRequest>;

export const UserCodeParams = Type.Object({
  userCode: Type.String({ minLength: 8, maxLength: 20, description: 'As shown, or without `-`' }),
});
