export {
  type Client,
  type components,
  createClient,
  type paths,
  type Schema,
} from './http/client.ts';
export * from './live/index.ts';
