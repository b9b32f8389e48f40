const KEY = Buffer.from('takenAt');
const FLOAT64 = 0xfb;

/** Where the moment of the newest sample lies in a viewer's frame: behind its key and the head of a double. */
export function placeOfTakenAt(message: Buffer): number | undefined {
  const at = message.lastIndexOf(KEY);
  return at >= 0 && message[at + KEY.length] === FLOAT64 ? at + KEY.length + 1 : undefined;
}

export function takenAtOf(message: Buffer): number | undefined {
  const at = placeOfTakenAt(message);
  return at === undefined ? undefined : message.readDoubleBE(at);
}
