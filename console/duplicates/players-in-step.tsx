import { useEffect, useRef, useState } from 'preact/hooks';
import { useAnswer } from '../asking/use-answer.ts';
import { timeOf } from '../parts/amounts.ts';
import { addressOf } from '../parts/player.tsx';
import { Refused } from '../parts/refused.tsx';
import { InStep } from './in-step.ts';
import type { FileRecord, Likeness } from './load.ts';

interface Both {
  readonly kept: FileRecord;
  readonly other: FileRecord;
  readonly likeness: Likeness;
}

/** Both files played together, the other where it lies on the kept one; a slider goes from one to the other. */
export function PlayersInStep({ kept, other, likeness }: Both) {
  const first = useRef<HTMLAudioElement>(null);
  const second = useRef<HTMLAudioElement>(null);
  const step = useRef<InStep>(null);
  const [at, setAt] = useState(0);
  const [isPlaying, setPlaying] = useState(false);
  const { answer, error } = useAnswer(
    async () => Promise.all([addressOf({ file: kept }), addressOf({ file: other })]),
    [kept.id, other.id],
  );
  const { offset, speed } = likeness;
  const begin = Math.min(0, offset);
  const end = Math.max(Number(kept.duration), offset + Number(other.duration) / speed);

  useEffect(() => {
    if (!answer || !first.current || !second.current) return;
    const players = new InStep(first.current, second.current, { offset, speed });
    players.balance(0.5);
    step.current = players;
    const timer = setInterval(() => {
      if (!players.isPlaying) return;
      players.follow();
      setAt(players.at);
      if (players.at >= end) stop();
    }, 100);
    return () => {
      clearInterval(timer);
      players.pause();
    };
  }, [answer, offset, speed]);

  const stop = () => {
    step.current?.pause();
    setPlaying(false);
  };
  const play = () => {
    setPlaying(true);
    void step.current?.play(at >= end ? begin : at);
  };
  const seek = (to: number) => {
    setAt(to);
    if (isPlaying) void step.current?.play(to);
  };
  return (
    <div class="in-step">
      <Refused error={error} />
      {answer && (
        <>
          {/* biome-ignore lint/a11y/useMediaCaption: what is said in music nobody has written down. */}
          <audio ref={first} src={answer[0]} preload="auto" aria-label={`Kept: ${kept.title}`} />
          {/* biome-ignore lint/a11y/useMediaCaption: as above. */}
          <audio ref={second} src={answer[1]} preload="auto" aria-label={`Other: ${other.title}`} />
          <button type="button" onClick={isPlaying ? stop : play}>
            {isPlaying ? 'Pause both' : 'Play both in step'}
          </button>
          <label>
            At{' '}
            <input
              type="range"
              min={begin}
              max={end}
              step={0.1}
              value={at}
              onInput={(event) => seek(event.currentTarget.valueAsNumber)}
            />{' '}
            <span class="number">{timeOf(Math.max(0, at))}</span>
          </label>
          <label>
            Kept{' '}
            <input
              type="range"
              aria-label="Which is heard: the kept one, both, the other"
              min={0}
              max={1}
              step={0.05}
              defaultValue="0.5"
              onInput={(event) => step.current?.balance(event.currentTarget.valueAsNumber)}
            />{' '}
            other
          </label>
        </>
      )}
    </div>
  );
}
