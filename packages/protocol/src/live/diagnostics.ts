// Answers of a recorder to the requests of `RequestMessage`, one type a method.

/** A trouble code: `P0133`, and which ECU has it. */
export type TroubleCode = { readonly code: string; readonly ecu: string };

/** One value of a mode 01 PID as it was read last. */
export type PidValue = {
  /** Two hex digits, upper case. */
  readonly pid: string;
  /** Null where a PID is supported but has no public formula: `raw` tells it. */
  readonly field: string | null;
  readonly name: string;
  /** Name of the channel it is recorded as. */
  readonly channel: string | null;
  readonly value: number | string | null;
  readonly unit: string;
  readonly raw: string | null;
  readonly ageSeconds: number | null;
  readonly ecu: string;
};

/** `pids`: every supported PID. */
export type PidsAnswer = { readonly pids: readonly PidValue[]; readonly achievedHz: number };

export type Readiness = {
  readonly ignition: 'spark' | 'compression';
  readonly monitors: readonly {
    readonly name: string;
    readonly supported: boolean;
    readonly complete: boolean;
  }[];
};

export type FreezeFrame = {
  readonly code: string | null;
  readonly ecu: string;
  readonly values: readonly PidValue[];
};

/** `dtc`: trouble codes of modes 03, 07 and 0A, freeze frame, readiness, VIN. */
export type TroubleCodesAnswer = {
  readonly vin: string | null;
  /** False: the check digit does not fit (binding in North America only). */
  readonly vinCheckDigitFits: boolean | null;
  readonly milOn: boolean;
  readonly stored: readonly TroubleCode[];
  readonly pending: readonly TroubleCode[];
  readonly permanent: readonly TroubleCode[];
  readonly freezeFrames: readonly FreezeFrame[];
  readonly readiness: Readiness | null;
};

/** `clear-dtc`: what was stored before it was cleared. Refused with `engine_running` while the engine turns. */
export type ClearAnswer = { readonly cleared: readonly TroubleCode[] };

/** `monitors`: results of mode 06. */
export type MonitorsAnswer = {
  readonly monitors: readonly {
    readonly monitor: string;
    readonly test: string;
    readonly ecu: string;
    readonly value: number;
    readonly least: number;
    readonly most: number;
    readonly unit: string;
    readonly passed: boolean;
  }[];
};

/** `vehicle`: mode 09. */
export type VehicleAnswer = {
  readonly vin: string | null;
  readonly adapter: string | null;
  readonly protocol: string | null;
  readonly batteryVolts: number | null;
  readonly ecus: readonly {
    readonly ecu: string;
    readonly name: string | null;
    readonly calibrationIds: readonly string[];
    readonly calibrationVerifications: readonly string[];
  }[];
};
