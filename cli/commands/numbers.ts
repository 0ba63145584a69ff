import { InvalidArgumentError } from '@commander-js/extra-typings';

/** Reads a whole number of an option, between two that are allowed. */
export const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(
      most === Number.MAX_SAFE_INTEGER
        ? `It takes a number from ${least} on.`
        : `It takes a number from ${least} to ${most}.`,
    );
  };
