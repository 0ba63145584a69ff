/** Why the local deployment does not start, as a sentence for the person who started it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}
