import { styleText } from 'node:util';

/** Styles of help; commander leaves them out for a pipe, or where NO_COLOR is set. */
const always = { validateStream: false } as const;
export const bold = (text: string) => styleText('bold', text, always);
export const dim = (text: string) => styleText('dim', text, always);
