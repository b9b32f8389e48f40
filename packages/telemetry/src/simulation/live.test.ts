import { describe, expect, it } from 'vitest';
import { LARKMOOR, TERN_QUAY } from './circuit.ts';
import { driveLive, driveRoad, type LiveCar } from './live.ts';

function columnOf(car: LiveCar, name: string, count: number): number[] {
  const index = car.sensors.findIndex((sensor) => sensor.name === name);
  return Array.from(car.take(count).columns[index] ?? []);
}

describe('driveLive', () => {
  it('gives the same samples in whatever portions they are taken', () => {
    const [one, other] = [3, 3].map((seed) => driveLive({ circuit: LARKMOOR, seed }));
    const whole = one?.take(600).columns ?? [];
    const pieces = Array.from({ length: 200 }, () => other?.take(3).columns ?? []);
    whole.forEach((column, c) => {
      expect(Array.from(column)).toEqual(pieces.flatMap((piece) => Array.from(piece[c] ?? [])));
    });
  });

  it('drives every seed at a pace of its own', () => {
    const laps = [1, 2, 3].map((seed) => {
      const { drive } = driveLive({ circuit: TERN_QUAY, seed });
      for (let t = 0; drive.laps.length < 3; t += 0.1) drive.advance(t);
      const lap = drive.laps[1];
      return lap ? lap.endSeconds - lap.startSeconds : 0;
    });
    const [fastest = 0, , slowest = 0] = [...laps].sort((a, b) => a - b);
    expect(new Set(laps.map((lap) => lap.toFixed(2))).size).toBe(3);
    expect(slowest / fastest).toBeLessThan(1.05);
  });

  it('goes on for hours: comes in for fuel, leaves with a full tank, and numbers its laps without a hole', () => {
    const { drive } = driveLive({ circuit: LARKMOOR, seed: 4 });
    let [least, stood] = [Infinity, 0];
    for (let t = 0; t < 2 * 3600; t += 0.25) {
      expect(drive.advance(t)).toBe(true);
      least = Math.min(least, drive.state.fuelLitres);
      if (t > 60 && drive.state.inStall) stood += 0.25;
    }
    const kinds = drive.laps.map(({ kind }) => kind);
    const stops = kinds.filter((kind) => kind === 'out').length - 1;
    expect(stops).toBeGreaterThan(1);
    kinds.slice(1).forEach((kind, i) => {
      expect(kind === 'out').toBe(kinds[i] === 'in');
    });
    expect(stood / stops).toBeGreaterThan(20);
    expect(least).toBeGreaterThan(1.5);
    expect(drive.laps.map(({ number }) => number)).toEqual(kinds.map((_, i) => i));
    drive.laps.slice(1).forEach((lap, i) => {
      expect(lap.startSeconds).toBe(drive.laps[i]?.endSeconds);
    });
  });

  it('has weather that changes slowly', () => {
    const air = columnOf(
      driveLive({ circuit: LARKMOOR, seed: 5, rateHz: 1 }),
      'airTemperature',
      3600,
    );
    expect(Math.max(...air) - Math.min(...air)).toBeGreaterThan(0.5);
    air.slice(1).forEach((now, i) => expect(Math.abs(now - (air[i] ?? 0))).toBeLessThan(0.05));
  });

  it('has as many channels as are asked for', () => {
    const { columns } = driveLive({ circuit: LARKMOOR, seed: 6, channels: 300 }).take(3);
    expect(columns.map(({ length }) => length)).toEqual(Array.from({ length: 300 }, () => 3));
  });
});

describe('driveRoad', () => {
  it('is the same at any rate', () => {
    const slow = columnOf(driveRoad({ seed: 8, rateHz: 1 }), 'speed', 300);
    const fast = columnOf(driveRoad({ seed: 8, rateHz: 10 }), 'speed', 3000);
    expect(slow).toEqual(fast.filter((_, i) => i % 10 === 0));
  });

  it('stops, drives fast, warms up and follows its own path', () => {
    const { drive } = driveRoad({ seed: 9 });
    const cold = drive.state.coolant;
    let [fastest, stood, path] = [0, 0, 0];
    let before = { ...drive.state };
    for (let t = 1; t <= 3 * 3600; t++) {
      drive.advance(t);
      const now = drive.state;
      fastest = Math.max(fastest, now.speedMps);
      if (now.speedMps === 0) stood++;
      const north = (now.latitude - before.latitude) * 111_140;
      const east = (now.longitude - before.longitude) * 78_500;
      const moved = Math.hypot(north, east);
      expect(moved).toBeLessThan(45);
      path += moved;
      before = { ...now };
      if (t === 1200) expect(now.coolant).toBeGreaterThan(80);
    }
    expect(cold).toBeLessThan(30);
    expect(fastest).toBeGreaterThan(25);
    expect(fastest).toBeLessThan(40);
    expect(stood).toBeGreaterThan(100);
    expect(path / drive.state.metres).toBeCloseTo(1, 1);
    expect(Math.hypot(drive.state.latitude - 45.3, drive.state.longitude + 30.8)).toBeLessThan(0.3);
    expect(drive.state.fuelLitres).toBeGreaterThan(3);
    expect(drive.state.coolant).toBeLessThan(105);
  });
});
