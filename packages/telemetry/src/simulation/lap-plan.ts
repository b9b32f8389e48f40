/** What the driver does differently in one corner, by the corner's number on the course. */
export type CornerPlan = {
  readonly number: number;
  /** Reaches the corner's speed this much before it has to, and so brakes this much earlier. */
  readonly brakeEarlierMetres?: number;
  /** Keeps off the throttle for so long after the slowest point. */
  readonly throttleLaterMetres?: number;
  /** Passes the apex this far off the racing line, on the outside. */
  readonly lineWiderMetres?: number;
  /** Share of the speed that the corner would allow; 1 or absent takes it all. */
  readonly speedShare?: number;
};

/** How one lap is to be driven; what is absent is driven as well as the driver can. */
export type LapPlan = {
  /** Share of the tyres' grip that is used, about 0.9 (careful) to 0.97. */
  readonly gripShare?: number;
  readonly corners?: readonly CornerPlan[];
  /** Comes in at the end of this lap, stands that long, and leaves with new tyres and at least so much fuel. */
  readonly pitStop?: { readonly seconds: number; readonly fuelLitres: number };
};

/** How steady a driver is. */
export type Driver = {
  readonly name: string;
  readonly gripShare: number;
  /** Share of the braking grip that is used. */
  readonly brakeShare: number;
  /** Held back before each braking point, metres, and how much that varies from lap to lap. */
  readonly brakeMarginMetres: number;
  readonly brakeSpreadMetres: number;
  /** How far the driven line wanders about the racing line, metres. */
  readonly lineSpreadMetres: number;
  /** How much the used grip wanders, as a share. */
  readonly gripSpread: number;
  /** How fast the throttle is opened, m/s³ of acceleration. */
  readonly throttleJerk: number;
};

/** The driver of the demo session: good and steady. */
export const STEADY_DRIVER: Driver = {
  name: 'Simulated driver',
  gripShare: 0.955,
  brakeShare: 0.93,
  brakeMarginMetres: 2,
  brakeSpreadMetres: 1.2,
  lineSpreadMetres: 0.12,
  gripSpread: 0.004,
  throttleJerk: 16,
};
