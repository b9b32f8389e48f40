// What a drive shows besides its samples, whether it came as a file or live. Pure functions: threads use them, too.
export {
  analyse,
  bestsOf,
  describeLaps,
  fastestLaps,
  gatesOf,
  MOST_BEST_LAPS,
  nameOf,
  type Place,
} from './analyse.ts';
export { clean, cleanName, toDate } from './clean.ts';
export {
  findLayoutByShape,
  findNamedLayout,
  type KnownLayout,
  positionOf,
  toKnownLayout,
  toLapLayout,
} from './place.ts';
