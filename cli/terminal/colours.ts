import { styleText } from 'node:util';

/**
 * Colours as they are asked for; whoever writes them leaves them out for a pipe, or where NO_COLOR is set: commander
 * for its help, `forTerminal` for ours.
 */
const always = { validateStream: false } as const;
export const bold = (text: string) => styleText('bold', text, always);
export const dim = (text: string) => styleText('dim', text, always);

/** The same text with its colours only where the stream shows them. */
export const heading = (text: string) => styleText('bold', text, { stream: process.stdout });
