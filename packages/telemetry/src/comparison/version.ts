/** Version of the analysis, stored beside each derived value; raised when the same laps would give other results. */
export const ANALYSIS_VERSION = 1;
