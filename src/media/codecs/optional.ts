import { UnusableAudio } from '#domain/ports/audio.ts';

/** Loads a decoder that an installation may have left out. Rejects with UnusableAudio that names the format. */
export async function optional<Module>(format: string, load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch {
    throw new UnusableAudio(`${format} cannot be decoded here: its optional decoder is not installed.`);
  }
}
