import type { LiveCar } from '@outlap/telemetry';
import type { StreamDescription } from './messages.ts';

/** How a simulated car presents itself as a stream: one group of all its channels. `startedAt` is ISO 8601. */
export function describeCar(
  { head, sensors, rateHz }: Pick<LiveCar, 'head' | 'sensors' | 'rateHz'>,
  startedAt: string,
  vehicleName = head.vehicle.name,
): StreamDescription {
  return {
    source: 'simulator',
    startedAt,
    driver: head.driver,
    vehicle: { name: vehicleName },
    track: head.track,
    groups: [
      {
        rateHz,
        channels: sensors.map(({ name, sourceName, unit, sourceUnit, store }) => ({
          name,
          sourceName,
          unit,
          sourceUnit,
          type: store,
        })),
      },
    ],
  };
}
