import { downloader } from '#web/downloader.ts';
import { readAllowedHosts } from './environment.ts';

/** From the public internet; in the local run also from the hosts that its user named. */
export const download = downloader({ allowedHosts: readAllowedHosts(process.env) });
