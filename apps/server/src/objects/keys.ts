/** Where the Parquet file of a lap lies. */
export function lapKey(sessionId: string, lapId: string): string {
  return `laps/${sessionId}/${lapId}.parquet`;
}

/** Where a recording lies as it came; `companion` for the file beside it. */
export function recordingKey(importId: string, part: 'recording' | 'companion'): string {
  return `recordings/${importId}/${part}`;
}
