import type { Recording } from '../recording/recording.ts';
import { LARKMOOR } from './circuit.ts';
import type { LapPlan } from './lap-plan.ts';
import { simulateSession, type Simulation } from './simulate.ts';

/** One timed lap of the demo session: how it was driven, and in words why it is as fast as it is. */
export type DemoLap = { readonly number: number; readonly plan: LapPlan; readonly words: string };

/** The demo's three timed laps; the second is the fastest. */
export const DEMO_LAPS: readonly DemoLap[] = [
  {
    number: 1,
    plan: { corners: [{ number: 1, brakeEarlierMetres: 14 }] },
    words:
      'First flying lap: tyres not yet warm, the most fuel on board, and braking 14 m too early into Gatehouse (1).',
  },
  {
    number: 2,
    plan: {},
    words: 'The best lap: warm tyres and no mistake.',
  },
  {
    number: 3,
    plan: {
      corners: [
        { number: 2, speedShare: 1.035 },
        { number: 4, lineWiderMetres: 1.8, speedShare: 0.93 },
        { number: 8, throttleLaterMetres: 20 },
      ],
    },
    words:
      'Carries more speed through the second corner, but misses the apex of Kettle (4) and is slower through it, then opens the throttle some 20 m late out of Anvil (8).',
  },
];

const DEMO_SEED = 20;

/** The demo session with exact lap times: out lap, three timed laps, run on past the line; always the same. */
export function demoSimulation(startedAt?: string): Simulation {
  return simulateSession({
    circuit: LARKMOOR,
    seed: DEMO_SEED,
    laps: DEMO_LAPS.map(({ plan }) => plan),
    outLap: { gripShare: 0.87 },
    fuelLitres: 42,
    ...(startedAt === undefined ? {} : { startedAt }),
  });
}

/** The demo session as a recording: an out lap and three timed laps that differ as `DEMO_LAPS` says. */
export function demoRecording(startedAt?: string): Recording {
  return demoSimulation(startedAt).recording;
}
