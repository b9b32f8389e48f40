import { isStep } from '@outlap/telemetry';
import type { CompareAnswer } from '../analysis/messages.ts';
import type { Channel } from '../api.ts';
import type { TraceRow, TraceSeries } from '../charts/trace-row.ts';
import { type DisplayUnit, displayUnit, type UnitChoice } from '../measures/display-unit.ts';

/** A lap as a chart shows it: its name and its colour, resolved. */
export type LapInk = {
  readonly id: string;
  readonly label: string;
  readonly colour: string;
  readonly dashed: boolean;
  readonly front: boolean;
};

const DELTA: DisplayUnit = { unit: 's', scale: 1, offset: 0, decimals: 3 };

/** The delta, then a row a channel, each with a line a lap. The reference is drawn first, under the others. */
export function toRows(
  answer: CompareAnswer,
  channels: readonly string[],
  available: readonly Channel[],
  laps: readonly LapInk[],
  units: UnitChoice,
): TraceRow[] {
  const series = (pick: (id: string) => Float64Array | null | undefined): TraceSeries[] =>
    laps.flatMap((lap) => {
      const values = pick(lap.id);
      return values ? [{ ...lap, values }] : [];
    });
  const lapOf = (id: string) => answer.laps.find((lap) => lap.id === id);
  const delta: TraceRow = {
    key: 'delta',
    label: 'Time to reference',
    display: DELTA,
    step: false,
    kind: 'delta',
    series: series((id) => lapOf(id)?.deltaSeconds),
  };
  const rows = channels.map((name, i): TraceRow => {
    const about = findAbout(available, name);
    return {
      key: name,
      label: about?.label ?? name,
      display: displayUnit(about?.unit ?? '', name, units),
      step: isStep(name),
      kind: 'channel',
      series: series((id) => lapOf(id)?.traces[i]),
    };
  });
  return delta.series.length > 0 ? [delta, ...rows] : rows;
}

export function findAbout(available: readonly Channel[], name: string): Channel | undefined {
  return (
    available.find((channel) => channel.name === name) ??
    available.find((channel) => channel.name.startsWith(`${name}@`))
  );
}
