/** How a request of the doctor looked to the server. */
export type Seen = {
  readonly proof: string;
  readonly scheme: string;
  readonly host: string;
  /** The client's address as the server believes it, and that of the connection. */
  readonly address: string;
  readonly peer: string;
  readonly isForwarded: boolean;
  /** Whether that connection's word about the client is taken. */
  readonly isTrusted: boolean;
  readonly bytes: number;
};

export const MARKER_HEADER = 'x-outlap-marker';
export const MARKER_PROTOCOL = 'marker.';
export const LARGEST_PROBE = 4 * 2 ** 20;
