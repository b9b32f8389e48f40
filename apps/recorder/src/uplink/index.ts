export { toIngestUrl } from './address.ts';
export { ClockOffset } from './clock-offset.ts';
export type { OpenSocket } from './connection.ts';
export type { LinkState } from './link.ts';
export { slicePart } from './split-frame.ts';
export { Uplink } from './uplink.ts';
