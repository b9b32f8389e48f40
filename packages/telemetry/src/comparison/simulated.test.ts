import { describe, expect, it } from 'vitest';
import { cornersOfLayout, detectCorners } from '../corners/layout-corners.ts';
import { cutLap } from '../laps/cut.ts';
import { splitLaps } from '../laps/split.ts';
import { demoSimulation } from '../simulation/demo.ts';
import { compareLaps } from './compare.ts';

const { recording } = demoSimulation();
const { laps, lengthMetres } = splitLaps(recording);
const full = laps.filter(({ kind }) => kind === 'full').map((lap) => cutLap(recording, lap));
const length = lengthMetres ?? 0;
const corners = cornersOfLayout(full, length);

describe('the simulated demo session', () => {
  it('has the same corners in every lap, apexes within 30 m', () => {
    expect(full).toHaveLength(3);
    expect(corners.length).toBeGreaterThanOrEqual(8);
    for (const lap of full) {
      const found = detectCorners(lap, length);
      expect(found).toHaveLength(corners.length);
      found.forEach(({ apexMetres }, i) => {
        expect(Math.abs(apexMetres - (corners[i]?.apexMetres ?? 0))).toBeLessThan(30);
      });
    }
  });

  it('finds what each lap was told to do worse than the best one', () => {
    const [first, best, last] = full;
    if (!first || !best || !last) throw new Error('three laps expected');
    const causes = (lap: typeof first): string[] => {
      const result = compareLaps(best, lap, { lengthMetres: length, corners });
      if (result.kind === 'refused') throw new Error(result.detail);
      expect(Math.abs(result.residualSeconds)).toBeLessThan(1e-3);
      expect(result.delta.seconds.at(-1)).toBe(result.gapSeconds);
      return result.findings.map(({ cause }) => cause);
    };
    expect(causes(first)[0]).toBe('brakes-earlier');
    expect(causes(last)).toContain('throttle-later');
    expect(causes(last).some((cause) => ['slower-minimum', 'wider-line'].includes(cause))).toBe(
      true,
    );
  });
});
