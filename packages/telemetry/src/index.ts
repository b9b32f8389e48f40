export * from './channels/channel.ts';
export * from './channels/canonical.ts';
export * from './channels/find.ts';
export * from './channels/units.ts';
export type * from './recording/recording.ts';
export type * from './laps/lap.ts';
export type * from './track/layout.ts';
export type * from './corners/corner.ts';
export type * from './comparison/comparison.ts';
