/**
 * Units of the sources and how they become the units of the project: SI, and as the trade has them rpm, °C,
 * degrees (`deg`) for latitude and longitude, litres (`L`) of fuel. value = source × scale + offset.
 * Factors are the exact definitions (BIPM SI brochure; international foot, pound, mile; standard gravity).
 */
export type UnitConversion = {
  readonly unit: string;
  readonly scale: number;
  readonly offset: number;
};

export const STANDARD_GRAVITY = 9.80665;

const to = (unit: string, scale = 1, offset = 0): UnitConversion => ({ unit, scale, offset });

const CONVERSIONS: ReadonlyMap<string, UnitConversion> = new Map(
  Object.entries({
    // time
    s: to('s'),
    sec: to('s'),
    second: to('s'),
    seconds: to('s'),
    ms: to('s', 1e-3),
    us: to('s', 1e-6),
    µs: to('s', 1e-6),
    min: to('s', 60),
    h: to('s', 3600),
    hr: to('s', 3600),
    // length
    m: to('m'),
    metre: to('m'),
    metres: to('m'),
    meter: to('m'),
    meters: to('m'),
    mm: to('m', 1e-3),
    cm: to('m', 1e-2),
    km: to('m', 1000),
    ft: to('m', 0.3048),
    feet: to('m', 0.3048),
    in: to('m', 0.0254),
    inch: to('m', 0.0254),
    mi: to('m', 1609.344),
    mile: to('m', 1609.344),
    miles: to('m', 1609.344),
    // speed
    'm/s': to('m/s'),
    mps: to('m/s'),
    'meters/second': to('m/s'),
    'km/h': to('m/s', 1 / 3.6),
    kmh: to('m/s', 1 / 3.6),
    kph: to('m/s', 1 / 3.6),
    'kmh-1': to('m/s', 1 / 3.6),
    'kilometers/hour': to('m/s', 1 / 3.6),
    mph: to('m/s', 0.44704),
    knots: to('m/s', 1852 / 3600),
    knot: to('m/s', 1852 / 3600),
    kt: to('m/s', 1852 / 3600),
    kn: to('m/s', 1852 / 3600),
    'mm/s': to('m/s', 1e-3),
    // acceleration
    'm/s2': to('m/s²'),
    'm/s^2': to('m/s²'),
    'm/s²': to('m/s²'),
    'm/s/s': to('m/s²'),
    'ms^-2': to('m/s²'),
    g: to('m/s²', STANDARD_GRAVITY),
    // angle
    rad: to('rad'),
    radians: to('rad'),
    deg: to('rad', Math.PI / 180),
    degrees: to('rad', Math.PI / 180),
    degree: to('rad', Math.PI / 180),
    '°': to('rad', Math.PI / 180),
    'rad/s': to('rad/s'),
    'deg/s': to('rad/s', Math.PI / 180),
    'degrees/s': to('rad/s', Math.PI / 180),
    '°/s': to('rad/s', Math.PI / 180),
    'rad/s^2': to('rad/s²'),
    'rad/s2': to('rad/s²'),
    // pressure, force, torque, power, electricity
    pa: to('Pa'),
    hpa: to('Pa', 100),
    mbar: to('Pa', 100),
    kpa: to('Pa', 1000),
    mpa: to('Pa', 1e6),
    bar: to('Pa', 1e5),
    psi: to('Pa', 6894.757293168361),
    inhg: to('Pa', 3386.389),
    mmhg: to('Pa', 133.322387415),
    atm: to('Pa', 101325),
    n: to('N'),
    kn_force: to('N', 1000),
    nm: to('N·m'),
    'n·m': to('N·m'),
    'n.m': to('N·m'),
    'n*m': to('N·m'),
    'n-m': to('N·m'),
    'ft-lb': to('N·m', 1.3558179483314),
    w: to('W'),
    kw: to('W', 1000),
    hp: to('W', 745.6998715822702),
    v: to('V'),
    mv: to('V', 1e-3),
    volts: to('V'),
    a: to('A'),
    ma: to('A', 1e-3),
    j: to('J'),
    kj: to('J', 1000),
    // temperature
    c: to('°C'),
    '°c': to('°C'),
    degc: to('°C'),
    'deg c': to('°C'),
    celsius: to('°C'),
    '.c': to('°C'),
    f: to('°C', 5 / 9, -160 / 9),
    '°f': to('°C', 5 / 9, -160 / 9),
    degf: to('°C', 5 / 9, -160 / 9),
    'deg f': to('°C', 5 / 9, -160 / 9),
    k: to('°C', 1, -273.15),
    // the rest of the trade
    rpm: to('rpm'),
    'revs/min': to('rpm'),
    'rev/min': to('rpm'),
    'rev/s': to('rpm', 60),
    l: to('L'),
    litre: to('L'),
    litres: to('L'),
    liters: to('L'),
    ml: to('L', 1e-3),
    gal: to('L', 3.785411784),
    'l/h': to('L/h'),
    'kg/h': to('kg/h'),
    kg: to('kg'),
    'g/s': to('kg/h', 3.6),
    hz: to('Hz'),
    '%': to('ratio', 0.01),
    pct: to('ratio', 0.01),
    percent: to('ratio', 0.01),
    ratio: to('ratio'),
    '(ratio)': to('ratio'),
  }),
);

/** The conversion of a source's unit, or undefined where the unit is not known (the channel then keeps it). */
export function findUnit(sourceUnit: string): UnitConversion | undefined {
  const trimmed = sourceUnit.trim();
  // Case tells these two pairs apart and nothing else does: "kN" is a force where "kn" is knots, "MPa" is not "mPa".
  if (trimmed === 'kN') return to('N', 1000);
  if (trimmed === 'K') return to('°C', 1, -273.15);
  return CONVERSIONS.get(trimmed.toLowerCase());
}
