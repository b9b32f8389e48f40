export type * from './messages.ts';
export type * from './diagnostics.ts';
export { SUBPROTOCOLS } from './messages.ts';
export { describeCar } from './describe-car.ts';
export { CLOSE_CODES, type CloseReason, reasonOfClose, WireError } from './close-codes.ts';
export {
  checkDescription,
  decodeIngest,
  decodeMessage,
  encodeMessage,
  type IngestMessage,
  toFrameInput,
} from './codec.ts';
export { decodeItem } from './item.ts';
export { decodeSealed, isIntact, isSealed, sealMessage } from './seal.ts';
export type { Frame, Part } from './frame.ts';
export { checkFrame, endOfPart, spanOfFrame } from './frame-check.ts';
export { decodeFrame, decodeFrames } from './frame-read.ts';
export { encodeFrame } from './frame-write.ts';
export { secondsOf, toRecording } from './recording.ts';
export {
  type EncodedSamples,
  encodeSamples,
  joinViewerFrame,
  type ViewerSamples,
} from './viewer-frame.ts';
