// What a recorder answers is somebody else's data: it is checked here, bounded, and stripped of everything unknown.
import type {
  ClearAnswer,
  DiagnosticMethod,
  MonitorsAnswer,
  PidsAnswer,
  TroubleCodesAnswer,
  VehicleAnswer,
} from '@outlap/protocol';
import { type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import { nullable } from '../../http/schema.ts';

const Text = Type.String({ maxLength: 200, pattern: '^[^\\u0000]*$' });
const many = <T extends TSchema>(item: T) => Type.Array(item, { maxItems: 5000 });
const Age = nullable(Type.Number({ minimum: 0 }));
const Code = Type.Object({ code: Type.String({ pattern: '^[PCBU][0-3][0-9A-F]{3}$' }), ecu: Text });
const Pid = Type.Object({
  pid: Type.String({ pattern: '^[0-9A-F]{2}$' }),
  field: nullable(Text),
  name: Text,
  channel: nullable(Text),
  value: Type.Union([Type.Number(), Text, Type.Null()]),
  unit: Text,
  raw: nullable(Text),
  ageSeconds: Age,
  ecu: Text,
});
const Vin = nullable(Type.String({ pattern: '^[A-HJ-NPR-Z0-9]{17}$' }));

const ANSWERS = {
  pids: Type.Object({ pids: many(Pid), achievedHz: Type.Number({ minimum: 0 }) }),
  dtc: Type.Object({
    vin: Vin,
    vinCheckDigitFits: nullable(Type.Boolean()),
    milOn: Type.Boolean(),
    stored: many(Code),
    pending: many(Code),
    permanent: many(Code),
    freezeFrames: many(
      Type.Object({ code: nullable(Code.properties.code), ecu: Text, values: many(Pid) }),
    ),
    readiness: nullable(
      Type.Object({
        ignition: Type.Union([Type.Literal('spark'), Type.Literal('compression')]),
        monitors: many(
          Type.Object({ name: Text, supported: Type.Boolean(), complete: Type.Boolean() }),
        ),
      }),
    ),
  }),
  'clear-dtc': Type.Object({ cleared: many(Code) }),
  monitors: Type.Object({
    monitors: many(
      Type.Object({
        monitor: Text,
        test: Text,
        ecu: Text,
        value: Type.Number(),
        least: Type.Number(),
        most: Type.Number(),
        unit: Text,
        passed: Type.Boolean(),
      }),
    ),
  }),
  vehicle: Type.Object({
    vin: Vin,
    adapter: nullable(Text),
    protocol: nullable(Text),
    batteryVolts: nullable(Type.Number()),
    ecus: many(
      Type.Object({
        ecu: Text,
        name: nullable(Text),
        calibrationIds: many(Text),
        calibrationVerifications: many(Text),
      }),
    ),
  }),
} as const satisfies Record<DiagnosticMethod, TSchema>;

export type AnswerOf = {
  pids: PidsAnswer;
  dtc: TroubleCodesAnswer;
  'clear-dtc': ClearAnswer;
  monitors: MonitorsAnswer;
  vehicle: VehicleAnswer;
};

/** The answer to a method, or a sentence about what is wrong with it. */
export function parseAnswer<M extends DiagnosticMethod>(
  method: M,
  answer: unknown,
): AnswerOf[M] | string {
  const schema: TSchema = ANSWERS[method];
  // Absent where it has nothing to tell: an undefined does not survive JSON, and none is a null.
  if (!Value.Check(schema, answer)) {
    const [first] = Value.Errors(schema, answer);
    return `${first?.instancePath || 'it'} ${first?.message ?? 'is not as it should be'}`;
  }
  return toAnswer<M>(Value.Clean(schema, Value.Clone(answer)));
}

/** Safe: the schema of the method has just been checked, and its type is that of the contract. */
function toAnswer<M extends DiagnosticMethod>(checked: unknown): AnswerOf[M] {
  return checked as AnswerOf[M];
}
