export type * from './messages.ts';
export type * from './diagnostics.ts';
export { SUBPROTOCOLS } from './messages.ts';
export { describeCar } from './describe-car.ts';
export { CLOSE_CODES, type CloseReason, reasonOfClose, WireError } from './close-codes.ts';
export {
  checkDescription,
  decodeIngest,
  decodeItem,
  decodeMessage,
  encodeMessage,
  type IngestMessage,
  toFrameInput,
} from './codec.ts';
export {
  checkFrame,
  decodeFrame,
  decodeFrames,
  encodeFrame,
  endOfPart,
  type Frame,
  type Part,
  spanOfFrame,
} from './frame.ts';
export { secondsOf, toRecording } from './recording.ts';
export {
  type EncodedSamples,
  encodeSamples,
  joinViewerFrame,
  type ViewerSamples,
} from './viewer-frame.ts';
