/** How many streams a file of that many bytes may be joined from: each takes a decoder of its own. */
export const mostLinks = (size: number): number => 16 + Math.floor(size / (256 * 1024));
