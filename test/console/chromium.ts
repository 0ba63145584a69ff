import { existsSync } from 'node:fs';

/** Where Debian and its kin put Chromium; undefined without it. */
export const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));
