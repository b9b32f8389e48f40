import { type Static, Type } from 'typebox';
import { component, listOf, nullable, ref, Time, Uuid } from '../../http/schema.ts';

export const SessionQuery = Type.Object({
  session: Type.Optional(
    Type.String({ format: 'uuid', description: 'Left out: the car that went live last' }),
  ),
});
export type SessionQuery = Static<typeof SessionQuery>;

export const LogQuery = Type.Object({
  team: Type.Optional(
    Type.String({ format: 'uuid', description: 'Of this team’s cars, not of one’s own' }),
  ),
});
export type LogQuery = Static<typeof LogQuery>;

const Code = Type.Object({
  code: Type.String(),
  ecu: Type.String(),
  text: Type.String(),
  system: Type.Union([
    Type.Literal('powertrain'),
    Type.Literal('chassis'),
    Type.Literal('body'),
    Type.Literal('network'),
  ]),
  origin: Type.Union([Type.Literal('standard'), Type.Literal('maker')]),
  known: Type.Boolean({ description: 'False: the text tells only the area of the code' }),
});
export type Code = Static<typeof Code>;

const pidFields = {
  pid: Type.String(),
  field: nullable(Type.String()),
  name: Type.String(),
  channel: nullable(Type.String()),
  value: Type.Union([Type.Number(), Type.String(), Type.Null()]),
  unit: Type.String(),
  raw: nullable(Type.String({ description: 'Hex, where there is no public formula' })),
  ageSeconds: nullable(Type.Number()),
  ecu: Type.String(),
};
const Pid = Type.Object(pidFields);

export const DiagnosticPids = component(
  'DiagnosticPids',
  Type.Object({ sessionId: Uuid, achievedHz: Type.Number(), pids: Type.Array(Pid) }),
);
export type DiagnosticPids = Static<typeof DiagnosticPids>;

export const DiagnosticCodes = component(
  'DiagnosticCodes',
  Type.Object({
    sessionId: Uuid,
    vin: nullable(Type.String()),
    vinCheckDigitFits: nullable(
      Type.Boolean({ description: 'Binding in North America only: false is a hint, no error' }),
    ),
    milOn: Type.Boolean(),
    stored: Type.Array(Code),
    pending: Type.Array(Code),
    permanent: Type.Array(Code, { description: 'Cannot be cleared; the car removes them itself' }),
    freezeFrames: Type.Array(
      Type.Object({ code: nullable(Type.String()), ecu: Type.String(), values: Type.Array(Pid) }),
    ),
    readiness: nullable(
      Type.Object({
        ignition: Type.Union([Type.Literal('spark'), Type.Literal('compression')]),
        monitors: Type.Array(
          Type.Object({
            name: Type.String(),
            supported: Type.Boolean(),
            complete: Type.Boolean(),
          }),
        ),
      }),
    ),
  }),
);
export type DiagnosticCodes = Static<typeof DiagnosticCodes>;

export const DiagnosticMonitors = component(
  'DiagnosticMonitors',
  Type.Object({
    sessionId: Uuid,
    monitors: Type.Array(
      Type.Object({
        monitor: Type.String(),
        test: Type.String(),
        ecu: Type.String(),
        value: Type.Number(),
        least: Type.Number(),
        most: Type.Number(),
        unit: Type.String(),
        passed: Type.Boolean(),
      }),
    ),
  }),
);
export type DiagnosticMonitors = Static<typeof DiagnosticMonitors>;

export const DiagnosticVehicle = component(
  'DiagnosticVehicle',
  Type.Object({
    sessionId: Uuid,
    vin: nullable(Type.String()),
    adapter: nullable(Type.String()),
    protocol: nullable(Type.String()),
    batteryVolts: nullable(Type.Number()),
    ecus: Type.Array(
      Type.Object({
        ecu: Type.String(),
        name: nullable(Type.String()),
        calibrationIds: Type.Array(Type.String()),
        calibrationVerifications: Type.Array(Type.String()),
      }),
    ),
  }),
);
export type DiagnosticVehicle = Static<typeof DiagnosticVehicle>;

export const ClearCodes = component(
  'ClearCodes',
  Type.Object(
    {
      confirm: Type.String({
        minLength: 1,
        maxLength: 40,
        description: 'The VIN of the car, or the word CLEAR',
      }),
    },
    { additionalProperties: false },
  ),
);

export const ClearedCodes = component(
  'ClearedCodes',
  Type.Object({ sessionId: Uuid, cleared: Type.Array(Code) }),
);
export type ClearedCodes = Static<typeof ClearedCodes>;

const DiagnosticLogEntry = component(
  'DiagnosticLogEntry',
  Type.Object({
    id: Uuid,
    sessionId: nullable(Uuid),
    actorId: Uuid,
    at: Time,
    action: Type.String(),
    outcome: Type.String({ description: '`asked`, `done`, or the code of an error' }),
    detail: Type.String(),
    vin: nullable(Type.String()),
    codesBefore: Type.Array(Type.Object({ code: Type.String(), ecu: Type.String() })),
  }),
);
export type DiagnosticLogEntry = Static<typeof DiagnosticLogEntry>;

export const DiagnosticLog = component('DiagnosticLog', listOf(ref(DiagnosticLogEntry)));
