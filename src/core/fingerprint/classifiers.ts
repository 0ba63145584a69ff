import type { NoteImage } from './image.ts';

/** type, y, h, w, three thresholds: Chromaprint's trained classifiers of algorithm 2, the top bits first. */
type Classifier = readonly [number, number, number, number, number, number, number];

export const CLASSIFIERS: readonly Classifier[] = [
  [0, 4, 3, 15, 1.98215, 2.35817, 2.63523],
  [4, 4, 6, 15, -1.03809, -0.651211, -0.282167],
  [1, 0, 4, 16, -0.298702, 0.119262, 0.558497],
  [3, 8, 2, 12, -0.105439, 0.0153946, 0.135898],
  [3, 4, 4, 8, -0.142891, 0.0258736, 0.200632],
  [4, 0, 3, 5, -0.826319, -0.590612, -0.368214],
  [1, 2, 2, 9, -0.557409, -0.233035, 0.0534525],
  [2, 7, 3, 4, -0.0646826, 0.00620476, 0.0784847],
  [2, 6, 2, 16, -0.192387, -0.029699, 0.215855],
  [2, 1, 3, 2, -0.0397818, -0.00568076, 0.0292026],
  [5, 10, 1, 15, -0.53823, -0.369934, -0.190235],
  [3, 6, 2, 10, -0.124877, 0.0296483, 0.139239],
  [2, 1, 1, 14, -0.101475, 0.0225617, 0.231971],
  [3, 5, 6, 4, -0.0799915, -0.00729616, 0.063262],
  [1, 9, 2, 12, -0.272556, 0.019424, 0.302559],
  [3, 4, 2, 14, -0.164292, -0.0321188, 0.0846339],
];

/** The word of the window of frames that ends with the image's last row. */
export function wordOf(image: NoteImage): number {
  let word = 0;
  for (const [type, y, h, w, t0, t1, t2] of CLASSIFIERS) {
    const [a, b] = parts(image, type, y, h, w);
    const value = Math.log((1 + a) / (1 + b));
    // Gray code: neighbouring levels differ in one bit.
    const code = value < t1 ? (value < t0 ? 0 : 1) : value < t2 ? 3 : 2;
    word = (word << 2) | code;
  }
  return word >>> 0;
}

/** The two sums a classifier compares. */
function parts(image: NoteImage, type: number, y: number, h: number, w: number): [number, number] {
  const top = y + h;
  const midNote = y + (h >> 1);
  const midFrame = w >> 1;
  switch (type) {
    case 1:
      return [image.area(0, midNote, w, top), image.area(0, y, w, midNote)];
    case 2:
      return [image.area(midFrame, y, w, top), image.area(0, y, midFrame, top)];
    case 3:
      return [
        image.area(0, midNote, midFrame, top) + image.area(midFrame, y, w, midNote),
        image.area(0, y, midFrame, midNote) + image.area(midFrame, midNote, w, top),
      ];
    case 4: {
      const third = Math.floor(h / 3);
      const middle = image.area(0, y + third, w, y + 2 * third);
      return [middle, image.area(0, y, w, y + third) + image.area(0, y + 2 * third, w, top)];
    }
    case 5: {
      const third = Math.floor(w / 3);
      const middle = image.area(third, y, 2 * third, top);
      return [middle, image.area(0, y, third, top) + image.area(2 * third, y, w, top)];
    }
    default:
      return [image.area(0, y, w, top), 0];
  }
}
