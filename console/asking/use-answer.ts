import { useCallback, useEffect, useState } from 'preact/hooks';

export interface Answered<T> {
  /** The newest one, kept while another is asked for. */
  readonly answer: T | undefined;
  readonly error: unknown;
  readonly isAsking: boolean;
  readonly again: () => void;
}

/** What `question` answers; asked anew when one of `inputs` changes, and on `again`. */
export function useAnswer<T>(
  question: (signal: AbortSignal) => Promise<T>,
  inputs: readonly unknown[],
): Answered<T> {
  const [turn, setTurn] = useState(0);
  const [state, setState] = useState<Omit<Answered<T>, 'again'>>({
    answer: undefined,
    error: undefined,
    isAsking: true,
  });
  useEffect(() => {
    const giveUp = new AbortController();
    setState((before) => ({ ...before, isAsking: true }));
    question(giveUp.signal).then(
      (answer) => {
        if (!giveUp.signal.aborted) setState({ answer, error: undefined, isAsking: false });
      },
      (error: unknown) => {
        if (!giveUp.signal.aborted) setState((before) => ({ ...before, error, isAsking: false }));
      },
    );
    return () => giveUp.abort();
  }, [...inputs, turn]);
  const again = useCallback(() => setTurn((before) => before + 1), []);
  return { ...state, again };
}
