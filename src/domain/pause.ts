/** Waits for others to get on. */
export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
