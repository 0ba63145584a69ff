/** A store that has no part in what is tried: asking it for anything fails. */
export const absent = <T extends object>(name: string): T =>
  new Proxy({} as T, {
    get: () => {
      throw new Error(`${name} has no part in this`);
    },
  });
