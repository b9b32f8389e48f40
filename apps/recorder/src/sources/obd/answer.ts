import type { Exchange } from './elm.ts';
import { type Lines, readLines, type Status } from './lines.ts';
import { assemble, type EcuMessage, type Framing } from './messages.ts';

type Negative = { readonly ecu: string; readonly service: number; readonly code: number };

/** What came back to a request of an OBD service. Nothing at all is possible too. */
export type Answer = {
  /** Positive answers to the service that was asked, from the service byte (service + 40) on. */
  readonly messages: readonly EcuMessage[];
  readonly negatives: readonly Negative[];
  /** Messages that answer something else: a late answer to an earlier command. */
  readonly strays: number;
  readonly damaged: number;
  readonly statuses: ReadonlySet<Status>;
  readonly lineCount: number;
  readonly at: number;
};

export const PENDING = 0x78;
export const BUSY = 0x21;

/** Reads an answer. Never throws: what is not understood is counted as damaged. */
export function readAnswer(exchange: Exchange, command: string, framing: Framing): Answer {
  const lines = readLines(exchange.text, command);
  return toAnswer(lines, Number.parseInt(command.slice(0, 2), 16), framing, exchange.at);
}

function toAnswer(lines: Lines, service: number, framing: Framing, at: number): Answer {
  const assembled = assemble(lines.data, framing);
  const messages: EcuMessage[] = [];
  const negatives: Negative[] = [];
  let strays = 0;
  for (const message of assembled.messages) {
    const [first = 0, of = 0, code = 0] = message.bytes;
    if (first === 0x7f && of === service) negatives.push({ ecu: message.ecu, service: of, code });
    else if (first === service + 0x40) messages.push(message);
    else strays++;
  }
  return {
    messages,
    negatives,
    strays,
    damaged: lines.damaged + assembled.damaged,
    statuses: lines.statuses,
    lineCount: lines.data.length,
    at,
  };
}

const FRAMINGS: readonly Framing[] = ['can11', 'can29', 'legacy', 'plain'];

/** How an adapter shows messages, seen in its answer to 0100; undefined where no ECU answered. */
export function findFraming(exchange: Exchange): Framing | undefined {
  return FRAMINGS.find((framing) =>
    readAnswer(exchange, '0100', framing).messages.some(
      ({ bytes }) => bytes[1] === 0 && bytes.length >= 6,
    ),
  );
}
