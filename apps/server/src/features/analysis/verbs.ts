// What a drive shows besides its samples, whether it came as a file or live. Pure functions: threads use them, too.
export { type Analysis, analyse } from './analyse.ts';
export { clean, cleanName, toDate } from './clean.ts';
export { positionOf } from './place.ts';
