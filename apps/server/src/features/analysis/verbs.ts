// What a drive shows besides its samples, whether it came as a file or live. Pure functions: threads use them, too.
export {
  type Analysis,
  analyse,
  bestsOf,
  describeLaps,
  fastestLaps,
  gatesOf,
  MOST_BEST_LAPS,
  nameOf,
  type Place,
  warningsOf,
} from './analyse.ts';
export { clean, cleanName, toDate } from './clean.ts';
export {
  findLayoutByShape,
  findNamedLayout,
  isSameLength,
  type KnownLayout,
  positionOf,
  toKnownLayout,
} from './place.ts';
