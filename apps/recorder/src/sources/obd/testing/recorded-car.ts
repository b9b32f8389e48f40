import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { canLines, type ScriptedCar } from './scripted-adapter.ts';

const path = fileURLToPath(
  new URL(
    '../../../../../../../shared/data/elm327/ircama_toyota_auris_obd_dictionary.json',
    import.meta.url,
  ),
);

/** Requests and answers of a real hybrid car lie beside the repository; without them its tests are skipped. */
export const recordedCarIsHere = existsSync(path);

type RecordedPair = { readonly request: string; readonly responses: readonly string[] };

/** The pairs of the legislated services, as patterns over the request and answers in the recording's own markup. */
function recordedPairs(): RecordedPair[] {
  const { car } = JSON.parse(readFileSync(path, 'utf8')) as {
    car: Record<string, { Request: string; Response: string | string[] }>;
  };
  return Object.values(car).map(({ Request, Response }) => ({
    request: Request,
    responses: typeof Response === 'string' ? [Response] : Response,
  }));
}

/** Lines as the adapter sent them: header, length or PCI byte, data. */
function toLines(response: string, request: string): string[] | undefined {
  if (response.includes('NO DATA')) return undefined;
  const service = Number.parseInt(request.slice(0, 2), 16);
  const negative = /<neg_answer>(.*?)<\/neg_answer>/.exec(response)?.[1];
  if (negative) return canLines('7E8', `7F${request.slice(0, 2)}${negative}`);
  const positive = /<pos_answer>(.*?)<\/pos_answer>/.exec(response)?.[1];
  if (positive)
    return canLines(
      '7E8',
      (service + 0x40).toString(16) + request.slice(2) + positive.replaceAll(' ', ''),
    );
  return [
    ...response.matchAll(/<header>(.*?)<\/header><size>(.*?)<\/size><data>(.*?)<\/data>/g),
  ].map(([, header = '', size = '', data = '']) => (header + size + data).replaceAll(' ', ''));
}

/** The recorded car as one that can be driven: the first answer to each request, the last pattern that has one. */
export function recordedCar(): ScriptedCar {
  const pairs = recordedPairs();
  return (request) => {
    const matching = pairs.filter(({ request: pattern }) => new RegExp(pattern).test(request));
    for (const { responses } of matching)
      for (const response of responses) {
        const lines = toLines(response, request);
        if (lines && lines.length > 0) return lines;
      }
    return undefined;
  };
}
