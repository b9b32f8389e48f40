/** One corner of a layout, found once on a reference lap or given by the track. Distances in metres from the line. */
export type Corner = {
  readonly number: number;
  readonly name: string | null;
  readonly direction: 'left' | 'right';
  readonly entryMetres: number;
  readonly apexMetres: number;
  readonly exitMetres: number;
  readonly angleDegrees: number;
};
