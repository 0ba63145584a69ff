/** Seconds by which the second player may be off before it is put right; setting it is heard as a gap. */
const SLACK = 0.08;

/** How the second lies on the first: seconds by which it begins after it, and its speed over the other's. */
interface Lying {
  readonly offset: number;
  readonly speed: number;
}

/** Two players that sound together, on the time of the first; each is silent where it has nothing. */
export class InStep {
  readonly #first: HTMLAudioElement;
  readonly #second: HTMLAudioElement;
  readonly #lying: Lying;
  isPlaying = false;

  constructor(first: HTMLAudioElement, second: HTMLAudioElement, lying: Lying) {
    this.#first = first;
    this.#second = second;
    this.#lying = lying;
    second.playbackRate = 1 / lying.speed;
  }

  /** Seconds on the time of the first, negative before it begins. */
  get at(): number {
    return this.#leads(this.#first) ? this.#first.currentTime : this.#timeOfSecond();
  }

  async play(from: number): Promise<void> {
    this.pause();
    this.isPlaying = true;
    const starting = [this.#first, this.#second].map((player) => {
      const place = this.#placeOf(player, from);
      player.currentTime = Math.max(0, place);
      return place >= 0 && place < lengthOf(player) ? player.play() : undefined;
    });
    await Promise.all(starting);
  }

  pause(): void {
    this.isPlaying = false;
    this.#first.pause();
    this.#second.pause();
  }

  /** 0 lets the first be heard alone, 1 the second. */
  balance(share: number): void {
    this.#first.volume = Math.min(1, 2 * (1 - share));
    this.#second.volume = Math.min(1, 2 * share);
  }

  /** Puts right what has drifted, and starts what begins now. To be called often while they play. */
  follow(): void {
    const { at } = this;
    const follower = this.#leads(this.#first) ? this.#second : this.#first;
    const place = this.#placeOf(follower, at);
    if (place < 0 || place >= lengthOf(follower)) return;
    if (follower.seeking) return;
    if (Math.abs(follower.currentTime - place) > SLACK) follower.currentTime = place;
    if (follower.paused && !follower.ended) void follower.play();
  }

  /** The first does while it plays. */
  #leads(player: HTMLAudioElement): boolean {
    return player === this.#first && !(player.paused || player.ended);
  }

  #timeOfSecond(): number {
    return this.#second.currentTime / this.#lying.speed + this.#lying.offset;
  }

  #placeOf(player: HTMLAudioElement, at: number): number {
    const { offset, speed } = this.#lying;
    return player === this.#first ? at : (at - offset) * speed;
  }
}

/** Until it is known it is taken for endless. */
const lengthOf = ({ duration }: HTMLAudioElement): number =>
  Number.isNaN(duration) ? Number.POSITIVE_INFINITY : duration;
