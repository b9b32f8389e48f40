export * from './channels/channel.ts';
export * from './channels/canonical.ts';
export * from './channels/find.ts';
export * from './channels/units.ts';
export type * from './recording/recording.ts';
export type * from './laps/lap.ts';
export type * from './track/layout.ts';
export type * from './corners/corner.ts';
export type * from './comparison/comparison.ts';
export * from './geometry/local-plane.ts';
export * from './geometry/segments.ts';
export { type JoinedLaps, type JoinedRecording, joinLaps } from './recording/join.ts';
export { type LapLayout, splitLaps } from './laps/split.ts';
export { findStartFinish } from './laps/start-finish.ts';
export { cutLap } from './laps/cut.ts';
export { createLapWatch, type LapClosed, type LapNow, type LapWatch } from './live/lap-watch.ts';
export { emptySample, LIVE_CHANNELS, type LiveSample } from './live/live-sample.ts';
export {
  createLiveDelta,
  type LiveDelta,
  type LiveReference,
  toLiveReference,
} from './live/live-delta.ts';
export { drivenMetres } from './live/driven-metres.ts';
export { rollUp } from './live/roll-up.ts';
export * from './distance/axis.ts';
export { sampleAtDistances, sampleAtSeconds } from './distance/interpolation.ts';
export { lineOfLap, lineOfOutline, type ReferenceLine } from './distance/reference-line.ts';
export * from './comparison/version.ts';
export { alignLaps, type Aligned, type ComparedLayout } from './comparison/align.ts';
export { compareLaps, type CompareOptions } from './comparison/compare.ts';
export * from './comparison/traces.ts';
export { cornersOfLayout, detectCorners } from './corners/layout-corners.ts';
export { nameCorners } from './corners/official.ts';
export { cornerPassage, type PassageWindow } from './corners/passage.ts';
export { findFindings, type FindingEvidence } from './findings/find-findings.ts';
export { cornerSpread, deviationOf, type CornerSpread } from './findings/spread.ts';
export * from './best/theoretical-best.ts';
export * from './best/rolling-best.ts';
export * from './best/consistency.ts';
export { type Circuit, LARKMOOR, TERN_QUAY } from './simulation/circuit.ts';
export { type Car, GT_CAR } from './simulation/car.ts';
export type { CarState } from './simulation/car-state.ts';
export {
  type CornerPlan,
  type Driver,
  type LapPlan,
  STEADY_DRIVER,
} from './simulation/lap-plan.ts';
export {
  type Course,
  type CourseCorner,
  officialCornersOf,
  toCourse,
} from './simulation/course.ts';
export { createDrive, type Drive, type DrivenLap } from './simulation/drive.ts';
export type { DriveOptions, Weather } from './simulation/drive-options.ts';
export {
  driveLive,
  driveRoad,
  type LiveCar,
  type LiveOptions,
  type LiveSensor,
} from './simulation/live.ts';
export type { RoadDrive, RoadOptions, RoadState } from './simulation/road-drive.ts';
export { randomAt } from './simulation/noise.ts';
export type { SampleBlock } from './simulation/sampling.ts';
export {
  type ChannelHead,
  generateRecording,
  type GenerateOptions,
  simulate,
  type SimulateOptions,
  simulateSession,
  type Simulation,
  type SimulationStream,
  streamRecording,
} from './simulation/simulate.ts';
export { DEMO_LAPS, type DemoLap, demoRecording, demoSimulation } from './simulation/demo.ts';
export {
  lateralOffsetMetres,
  moveOrigin,
  outlineLength,
  positionAt,
  resampleOutline,
} from './track/outline-points.ts';
export { outlineFromLap, type OutlineOptions } from './track/outline-from-lap.ts';
export { outlineFromLaps } from './track/outline-from-laps.ts';
export { type AlignedOutline, alignOutline } from './track/align-outline.ts';
export { fitOutline, type LayoutFit, type LayoutMatch, matchLayout } from './track/match-layout.ts';
export {
  type CodeSystem,
  isTroubleCode,
  type ReadCode,
  readTroubleCode,
} from './diagnostics/trouble-code.ts';
export * from './alerts/rule.ts';
export { createHours } from './alerts/hours.ts';
export type { AlertChange, KnownAlert } from './alerts/rule-run.ts';
export {
  type AlertWatch,
  createAlertWatch,
  type RuleChange,
  type WatchedPart,
  type WatchedRule,
} from './alerts/watch.ts';
export { type AlertWords, describeCondition } from './alerts/words.ts';
