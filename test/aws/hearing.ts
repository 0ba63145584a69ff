import type { Tools } from '#domain/files/processing.ts';

/** For uploads: hears what `listen` says, and has nothing to download. */
export const hearing = (listen: Tools['listen']): Tools => ({
  listen,
  download: async () => {
    throw new Error('downloaded what was uploaded');
  },
});
