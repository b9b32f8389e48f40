/** The title of the time column that our own writer gives; it says nothing beyond the times themselves. */
export const OWN_TIME_TITLE = 'time [s]';
