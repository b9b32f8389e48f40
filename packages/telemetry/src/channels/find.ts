import type { Channel } from './channel.ts';

/** The channel of exactly this name, else the first one of that canonical name from any source (`speed@canbus`). */
export function findChannel(channels: readonly Channel[], name: string): Channel | undefined {
  return (
    channels.find((channel) => channel.name === name) ??
    channels.find((channel) => channel.name.startsWith(`${name}@`))
  );
}
