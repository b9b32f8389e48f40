// Stands for AWS Lambda's runtime in a process of its own: loads a built function, hands it one event after another and
// gives back what it returns, or that it threw. `skip` lets its clock run ahead.
import { pathToFileURL } from 'node:url';

type Handler = (event: unknown, context: object) => Promise<unknown>;
export type Order =
  | { readonly id: number; readonly event: unknown }
  | { readonly id: number; readonly skipMs: number };
export type Report =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: string };

const path = process.argv[2] ?? '';
const tell = (report: Report) => process.send?.(report);

const { handler } = (await import(pathToFileURL(path).href)) as { handler: Handler };

process.on('message', (order: Order) => {
  if ('skipMs' in order) {
    const now = performance.now.bind(performance);
    performance.now = () => now() + order.skipMs;
    tell({ id: order.id, result: null });
    return;
  }
  const context = { awsRequestId: String(order.id), getRemainingTimeInMillis: () => 15_000 };
  handler(order.event, context).then(
    (result) => tell({ id: order.id, result }),
    (error: unknown) => tell({ id: order.id, error: String(error) }),
  );
});
process.on('disconnect', () => process.exit());
tell({ id: 0, result: null });
