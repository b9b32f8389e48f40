import type { DiagnosticMethod } from '@outlap/protocol';
import type { BusMessage } from '../../bus/bus.ts';
import type { Ctx } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { type AnswerOf, parseAnswer } from './answers.ts';

/** How long a recorder may take; the car's own bus is slow, and a monitor list is long. */
const TIMEOUT_SECONDS = {
  pids: 10,
  dtc: 30,
  'clear-dtc': 20,
  monitors: 60,
  vehicle: 30,
} as const satisfies Record<DiagnosticMethod, number>;

/** Whoever has the recorder's socket says at once that the question is on its way. */
const TAKEN_SECONDS = 2;

type Answer = Extract<BusMessage, { kind: 'answer' }>;

/**
 * Asks the recorder of a session, wherever it is connected. Throws AppError recorder_not_connected, recorder_timed_out,
 * engine_running, or recorder_refused for everything else it says no to, also for an answer that is none.
 */
export async function askRecorder<M extends DiagnosticMethod>(
  ctx: Ctx,
  sessionId: string,
  method: M,
  timeoutSeconds: number = TIMEOUT_SECONDS[method],
): Promise<AnswerOf[M]> {
  const { result, error } = await answerTo(ctx, sessionId, method, timeoutSeconds);
  if (error) throw refusalOf(error);
  const answer = parseAnswer(method, result);
  if (typeof answer === 'string') {
    ctx.log.warn({ sessionId, method, problem: answer }, 'recorder’s answer was not usable');
    throw new AppError('recorder_refused', 'The recorder answered something that cannot be used');
  }
  return answer;
}

function answerTo(
  ctx: Ctx,
  sessionId: string,
  method: DiagnosticMethod,
  timeoutSeconds: number,
): Promise<Answer> {
  const id = ctx.newId();
  return new Promise((resolve, reject) => {
    const fail = (error: AppError) => {
      settle();
      reject(error);
    };
    const unheard = setTimeout(() => fail(notConnected()), TAKEN_SECONDS * 1000);
    const late = setTimeout(
      () =>
        fail(
          new AppError(
            'recorder_timed_out',
            `The car did not answer within ${timeoutSeconds} seconds. Is the ignition on?`,
          ),
        ),
      timeoutSeconds * 1000,
    );
    const unsubscribe = ctx.bus.subscribe(sessionId, (message) => {
      if (message.kind === 'taken' && message.id === id) clearTimeout(unheard);
      if (message.kind !== 'answer' || message.id !== id) return;
      settle();
      resolve(message);
    });
    const settle = () => {
      clearTimeout(unheard);
      clearTimeout(late);
      unsubscribe();
    };
    ctx.bus.publish({ kind: 'request', sessionId, id, method, timeoutSeconds });
  });
}

function refusalOf({ code, detail }: NonNullable<Answer['error']>): AppError {
  if (code === 'engine_running') return engineRunning();
  const said = String(detail).slice(0, 300);
  return new AppError('recorder_refused', `The recorder refused: ${said || String(code)}`);
}

export function notConnected(): AppError {
  return new AppError(
    'recorder_not_connected',
    'No car is connected. Start the recorder: outlap record --source obd',
  );
}

export function engineRunning(): AppError {
  return new AppError(
    'engine_running',
    'Codes are only cleared while the engine is off: stop it, leave the ignition on',
  );
}
