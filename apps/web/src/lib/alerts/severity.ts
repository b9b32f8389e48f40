import type { Alert } from '../api.ts';

/** Severity in word and colour: never by colour alone. */
export const SEVERITIES = {
  info: { word: 'Info', tone: 'text-accent' },
  warning: { word: 'Warning', tone: 'text-warn' },
  critical: { word: 'Critical', tone: 'text-danger' },
} as const satisfies Record<Alert['severity'], { word: string; tone: string }>;
