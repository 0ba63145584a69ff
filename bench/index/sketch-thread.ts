import { parentPort, workerData } from 'node:worker_threads';
import { sketches } from './sketches.ts';

const { first, last, words } = workerData as { first: number; last: number; words: number };
const made = sketches(first, last, words);
parentPort?.postMessage({ first, ...made }, [made.keys.buffer, made.positions.buffer]);
