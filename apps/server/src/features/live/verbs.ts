export {
  endLiveSession,
  growLiveSession,
  openLiveSession,
  reopenLiveSession,
} from './lifecycle.ts';
