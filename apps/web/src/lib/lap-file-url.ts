export const lapFileUrl = (lapId: string) => `/api/laps/${lapId}/file`;
