import type { StreamDescription } from '@outlap/protocol';

export type SimulatedCarTask = { readonly seed: number; readonly laps: number };

export type FromSimulatedCar =
  | { readonly kind: 'described'; readonly description: StreamDescription }
  | { readonly kind: 'frame'; readonly bytes: Uint8Array }
  | { readonly kind: 'over'; readonly seq: number };
