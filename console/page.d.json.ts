// What console/build.ts writes into page.json; a JSON module's default is all of it.
export declare const html: string;
/** As a Content-Security-Policy names them. */
export declare const scriptHash: string;
export declare const styleHash: string;
