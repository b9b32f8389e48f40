/** With the version that an answer told, the browser keeps what comes under this address for good. */
export const lapFileUrl = (lapId: string, version?: string) =>
  `/api/laps/${lapId}/file${version === undefined ? '' : `?v=${encodeURIComponent(version)}`}`;
