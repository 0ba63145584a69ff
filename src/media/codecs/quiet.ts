const say = console.error;
let isQuiet = false;

// Once for all: compiled decoders keep the function that they find when they are loaded.
console.error = (...words: unknown[]) => {
  if (!isQuiet) say.apply(console, words);
};

/**
 * Does what is done at once without a word on the error stream: some decoders say there what they make of each damaged
 * packet, which `notice` tells for all of them.
 */
export function quietly<Result>(work: () => Result): Result {
  isQuiet = true;
  try {
    return work();
  } finally {
    isQuiet = false;
  }
}
