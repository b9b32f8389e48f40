export { reanalyseLiveSession } from './finish.ts';
export {
  endLiveSession,
  growLiveSession,
  openLiveSession,
  reopenLiveSession,
} from './lifecycle.ts';
export { LiveSessions } from './live-sessions.ts';
export { retire, startRetention } from './retention.ts';
