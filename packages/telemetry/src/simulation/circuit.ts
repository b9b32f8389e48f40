import type { GeoPoint } from '../recording/recording.ts';

/** A corner as its designer sees it: the point where two straights would meet, and the radius that joins them. */
export type Bend = {
  readonly xMetres: number;
  readonly yMetres: number;
  readonly radiusMetres: number;
  /** Empty for a kink that nobody calls a corner. */
  readonly name: string;
};

/**
 * A circuit in a few numbers: straights between bends, in driving order, metres east and north of `origin`.
 * The start/finish line lies on the straight into the first bend, `lineFraction` of the way along it.
 */
export type Circuit = {
  readonly name: string;
  readonly layout: string;
  readonly origin: GeoPoint;
  readonly altitudeMetres: number;
  readonly widthMetres: number;
  readonly bends: readonly Bend[];
  readonly lineFraction: number;
  /** Height over the lap as waves: amplitude in metres, waves a lap, phase in turns. */
  readonly hills: readonly {
    readonly metres: number;
    readonly waves: number;
    readonly turns: number;
  }[];
  /** Sector starts as fractions of the lap, first one 0. */
  readonly sectorFractions: readonly number[];
};

const bend = (xMetres: number, yMetres: number, radiusMetres: number, name: string): Bend => ({
  xMetres,
  yMetres,
  radiusMetres,
  name,
});

/** An invented flowing circuit of about 4.1 km in the middle of the ocean; the demo session is driven here. */
export const LARKMOOR: Circuit = {
  name: 'Larkmoor',
  layout: 'Grand Circuit',
  origin: { latitude: 45, longitude: -30 },
  altitudeMetres: 42,
  widthMetres: 12,
  bends: [
    bend(1147, 0, 44, 'Gatehouse'),
    bend(1182, 293, 125, ''),
    bend(960, 410, 65, 'Tarn'),
    bend(1030, 725, 95, 'Long Reed'),
    bend(655, 890, 26, 'Kettle'),
    bend(550, 550, 105, 'Heath In'),
    bend(386, 655, 85, 'Heath Out'),
    bend(70, 608, 150, 'Curlew'),
    bend(-304, 281, 38, 'Anvil'),
    bend(-70, 176, 58, 'Mill'),
    bend(-234, 0, 32, 'Lantern'),
  ],
  lineFraction: 0.4,
  hills: [
    { metres: 6, waves: 1, turns: 0.1 },
    { metres: 3.5, waves: 2, turns: 0.35 },
    { metres: 1.2, waves: 5, turns: 0.6 },
  ],
  sectorFractions: [0, 0.34, 0.68],
};

/** An invented short circuit, driven clockwise. */
export const TERN_QUAY: Circuit = {
  name: 'Tern Quay',
  layout: 'Club',
  origin: { latitude: 44.6, longitude: -29.4 },
  altitudeMetres: 8,
  widthMetres: 10,
  bends: [
    bend(0, 520, 38, 'Bollard'),
    bend(260, 560, 30, 'Slipway'),
    bend(300, 330, 45, 'Chandlery'),
    bend(470, 250, 26, 'Crane'),
    bend(400, -60, 60, 'Breakwater'),
    bend(0, -120, 40, 'Mooring'),
  ],
  lineFraction: 0.4,
  hills: [{ metres: 1.5, waves: 1, turns: 0 }],
  sectorFractions: [0, 0.36, 0.7],
};
