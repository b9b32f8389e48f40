import { problemOf, toApiError } from '../api.ts';
import { authorizedFetch } from '../identity/renewal.ts';
import { type Samples, toSamples } from './sample-ring.ts';

export type HistoryPart = { readonly from: number; readonly to: number; readonly samples: Samples };

type Answer = {
  readonly seconds: readonly number[];
  readonly columns: readonly {
    readonly name: string;
    readonly values: readonly (number | string | null)[];
  }[];
};

/** Samples of a running or finished session between two of its seconds, columns in the order of `channels`. */
export async function loadHistory(
  sessionId: string,
  from: number,
  to: number,
  channels: readonly string[],
  rateHz: number,
): Promise<HistoryPart> {
  const query = new URLSearchParams({
    from: String(Math.max(0, from)),
    to: String(to),
    channels: channels.join(','),
    rateHz: String(rateHz),
  });
  let response: Response;
  try {
    response = await authorizedFetch(`/api/sessions/${sessionId}/samples?${query}`);
  } catch (cause) {
    throw toApiError(cause);
  }
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw problemOf(body, response.status);
  const { seconds, columns } = body as Answer;
  const byName = new Map(columns.map(({ name, values }) => [name, values]));
  return {
    from,
    to,
    samples: toSamples(
      seconds,
      channels.map((name) => byName.get(name)),
    ),
  };
}

/** Samples a second that a window of the drive needs to be drawn. */
export function rateFor(windowSeconds: number): number {
  if (windowSeconds <= 12) return 60;
  return windowSeconds <= 40 ? 25 : 10;
}
