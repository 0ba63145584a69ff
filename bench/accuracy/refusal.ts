/** The benchmark cannot run; the message says why to the person at the terminal. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}
