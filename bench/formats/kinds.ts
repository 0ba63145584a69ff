/** A file to make: how the table calls it, and the program that makes it of a WAV file. */
export interface Kind {
  readonly format: string;
  readonly container: string;
  readonly ending: string;
  /** Why it lies further from fpcalc or FFmpeg than the others, where it does. */
  readonly reason?: string;
  /** The program and its arguments; IN and OUT stand for the files. */
  readonly command: readonly string[];
}

const ffmpeg = (...options: string[]) => ['ffmpeg', '-v', 'error', '-y', '-i', 'IN', ...options, 'OUT'];
const sox = (...options: string[]) => ['sox', '-D', 'IN', ...options, 'OUT'];

/** The same codec with each of several options. */
const each = (
  format: string,
  container: string,
  ending: string,
  options: readonly (readonly [name: string, ...arguments_: string[]])[],
): Kind[] =>
  options.map(([name, ...rest]) => ({
    format: name === '' ? format : `${format}, ${name}`,
    container,
    ending,
    command: ffmpeg(...rest),
  }));

const RATES = ['8000', '11025', '16000', '22050', '32000', '48000', '96000'];
const atRates = (...options: string[]) =>
  RATES.map((rate) => [`${rate} Hz`, ...options, '-ar', rate] as const);
const CHANNELS = ['1', '3', '4', '5', '6', '8'];
const inChannels = (...options: string[]) =>
  CHANNELS.map((count) => [`${count} channels`, ...options, '-ac', count] as const);

const PCM = ['u8', 's16le', 's24le', 's32le', 'f32le', 'f64le'];
const BIG = ['s8', 's16be', 's24be', 's32be', 'f32be'];
const pcm = (names: readonly string[]) => names.map((name) => [name, '-c:a', `pcm_${name}`] as const);
const LAWS = [
  ['µ-law', '-c:a', 'pcm_mulaw'],
  ['A-law', '-c:a', 'pcm_alaw'],
] as const;

/** All files of the table. */
export const KINDS: readonly Kind[] = [
  ...each('PCM', 'wav', 'wav', [...pcm(PCM), ...LAWS, ...atRates(), ...inChannels()]),
  ...each('IMA ADPCM', 'wav', 'wav', [['', '-c:a', 'adpcm_ima_wav']]),
  ...each('MS ADPCM', 'wav', 'wav', [['', '-c:a', 'adpcm_ms']]),
  ...each('GSM 6.10', 'wav', 'wav', [['', '-ar', '8000', '-ac', '1', '-c:a', 'gsm_ms']]),
  ...each('mp3', 'wav', 'wav', [['', '-c:a', 'libmp3lame']]),
  ...each('PCM', 'RF64', 'wav', [['', '-rf64', 'always']]),
  ...each('PCM', 'w64', 'w64', pcm(['s16le', 's24le', 'f32le'])),
  ...each('PCM', 'aiff', 'aiff', pcm(BIG)),
  ...each('µ-law', 'aiff-c', 'aiff', [['', '-c:a', 'pcm_mulaw']]),
  ...each('PCM', 'caf', 'caf', [...pcm(['s16le', 's16be', 's24le', 'f32le']), ...LAWS]),
  ...each('alac', 'caf', 'caf', [['', '-c:a', 'alac']]),
  ...each('PCM', 'au', 'au', [...pcm(['s16be', 's24be', 'f32be']), ...LAWS]),
  ...each('flac', 'flac', 'flac', [
    ['', '-c:a', 'flac'],
    ['24 bit', '-sample_fmt', 's32'],
    ['level 12', '-compression_level', '12'],
    ...atRates(),
    ...inChannels(),
  ]),
  ...['-0', '-8', '--lax'].map((option) => ({
    format: `flac (reference encoder), ${option}`,
    container: 'flac',
    ending: 'flac',
    command: ['flac', '-s', '-f', option, '-o', 'OUT', 'IN'],
  })),
  ...each('flac', 'ogg', 'oga', [['', '-c:a', 'flac']]),
  ...each('flac', 'mka', 'mka', [['', '-c:a', 'flac']]),
  ...each('flac', 'mp4', 'mp4', [['', '-c:a', 'flac', '-strict', '-2']]),
  ...['-b32', '-b64', '-b128', '-b192', '-b320', '-V0', '-V5', '-V9'].map((option) => ({
    format: `mp3 (lame), ${option}`,
    container: 'mp3',
    ending: 'mp3',
    command: ['lame', '--quiet', option, 'IN', 'OUT'],
  })),
  ...each('mp3', 'mp3', 'mp3', [
    ['mono', '-ac', '1'],
    ...RATES.slice(0, 6).map((rate) => [`${rate} Hz`, '-ar', rate] as const),
  ]),
  ...each('mp3', 'mka', 'mka', [['', '-c:a', 'libmp3lame']]),
  ...each('mp3', 'mp4', 'mp4', [['', '-c:a', 'libmp3lame']]),
  ...each('mp2', 'mp2', 'mp2', [
    ['', '-c:a', 'mp2'],
    ['mono', '-c:a', 'mp2', '-ac', '1'],
  ]),
  ...['-1', '0', '3', '6', '10'].map((quality) => ({
    format: `vorbis (oggenc), -q ${quality}`,
    container: 'ogg',
    ending: 'ogg',
    command: ['oggenc', '-Q', '-q', quality, '-o', 'OUT', 'IN'],
  })),
  ...each('vorbis', 'ogg', 'ogg', [
    ['mono', '-c:a', 'libvorbis', '-ac', '1'],
    ['6 channels', '-c:a', 'libvorbis', '-ac', '6'],
  ]),
  ...each('vorbis', 'mka', 'mka', [['', '-c:a', 'libvorbis']]),
  ...each('vorbis', 'webm', 'webm', [['', '-c:a', 'libvorbis']]),
  ...['16', '48', '96', '256'].map((rate) => ({
    format: `opus (opusenc), ${rate} kbit/s`,
    container: 'ogg',
    ending: 'opus',
    command: ['opusenc', '--quiet', '--bitrate', rate, 'IN', 'OUT'],
  })),
  ...each('opus', 'ogg', 'opus', [
    ['mono', '-ac', '1'],
    ['6 channels', '-ac', '6'],
  ]),
  ...['webm', 'mka', 'mp4'].flatMap((container) =>
    each('opus', container, container, [['', '-c:a', 'libopus']]),
  ),
  ...each('aac', 'm4a', 'm4a', [
    ['48 kbit/s', '-b:a', '48k'],
    ['128 kbit/s', '-b:a', '128k'],
    ['index in front', '-movflags', 'faststart'],
    ['fragmented', '-movflags', 'frag_keyframe+empty_moov'],
    ['fragmented, the first in moov', '-movflags', 'frag_every_frame'],
    ...atRates(),
    ...inChannels(),
  ]),
  ...each('aac', 'adts', 'aac', [
    ['', '-c:a', 'aac'],
    ['mono', '-ac', '1'],
  ]),
  ...each('aac', 'adts', 'aac', [['22050 Hz', '-ar', '22050']]).map((kind) => ({
    ...kind,
    reason: 'the decoder keeps the last 0.02 s to itself, which is one word of 141',
  })),
  ...each('aac', 'mka', 'mka', [['', '-c:a', 'aac']]),
  ...each('alac', 'm4a', 'm4a', [
    ['', '-c:a', 'alac'],
    ['24 bit', '-c:a', 'alac', '-sample_fmt', 's32p'],
    ['mono', '-c:a', 'alac', '-ac', '1'],
    ['6 channels', '-c:a', 'alac', '-ac', '6'],
  ]),
  ...each('PCM', 'mov', 'mov', [
    ...pcm(['s16le', 's16be', 's24le', 's24be', 's32le', 'f32le', 'u8']),
    ...LAWS,
  ]),
  ...each('IMA4', 'mov', 'mov', [['', '-c:a', 'adpcm_ima_qt']]),
  ...each('PCM', 'mka', 'mka', pcm(['s16le', 's24le', 'f32le'])),
  ...each('wma', 'asf', 'wma', [
    ['1', '-c:a', 'wmav1'],
    ['2', '-c:a', 'wmav2'],
    ['2, 64 kbit/s', '-c:a', 'wmav2', '-b:a', '64k'],
    ['2, mono', '-c:a', 'wmav2', '-ac', '1'],
  ]),
  ...each('WavPack', 'wv', 'wv', [
    ['', '-c:a', 'wavpack'],
    ['6 channels', '-c:a', 'wavpack', '-ac', '6'],
  ]),
  ...['-f', '-h', '-b256'].map((option) => ({
    format: `WavPack (wavpack), ${option}`,
    container: 'wv',
    ending: 'wv',
    command: ['wavpack', '-q', '-y', option, 'IN', '-o', 'OUT'],
  })),
  ...['3', '5', '7'].map((quality) => ({
    format: `Musepack (mpcenc), quality ${quality}`,
    container: 'mpc',
    ending: 'mpc',
    command: ['mpcenc', '--silent', '--overwrite', '--quality', quality, 'IN', 'OUT'],
    reason:
      'FFmpeg leaves the encoder’s 481 samples of delay in front, which are left out here: at most 0.3 % of the bits differ from the original, 0.9 % by FFmpeg’s',
  })),
  ...each('TTA', 'tta', 'tta', [
    ['', '-c:a', 'tta'],
    ['mono', '-c:a', 'tta', '-ac', '1'],
  ]),
  ...each('AC-3', 'ac3', 'ac3', [
    ['', '-c:a', 'ac3'],
    ['6 channels', '-c:a', 'ac3', '-ac', '6'],
  ]),
  ...each('AC-3', 'mka', 'mka', [['', '-c:a', 'ac3']]),
  ...each('AC-3', 'mp4', 'mp4', [['', '-c:a', 'ac3']]),
  ...each('DTS', 'dts', 'dts', [
    ['', '-c:a', 'dca', '-strict', '-2'],
    ['6 channels', '-c:a', 'dca', '-strict', '-2', '-ac', '6'],
  ]),
  {
    format: 'AMR-NB',
    container: 'amr',
    ending: 'amr-nb',
    command: sox('-r', '8000', '-c', '1', '-t', 'amr-nb'),
    reason:
      'FFmpeg leaves out frames of silence, which the encoder only announces, and so half a second of the 20',
  },
  {
    format: 'AMR-WB',
    container: 'amr',
    ending: 'awb',
    reason:
      'two decoders of speech of 6.6 kbit/s: 3.7 % of the bits differ; from the original 8.4 % do here, and 10.2 % by FFmpeg’s',
    command: [
      'bash',
      '-c',
      `printf '#!AMR-WB\\n' > "$2" && gst-launch-1.0 -q filesrc location="$1" ! wavparse ! audioconvert ! audioresample \
        ! audio/x-raw,rate=16000,channels=1 ! voamrwbenc ! fdsink >> "$2"`,
      'bash',
      'IN',
      'OUT',
    ],
  },
  ...each('E-AC-3', 'eac3', 'eac3', [['', '-c:a', 'eac3']]),
  ...each('speex', 'ogg', 'spx', [['', '-c:a', 'libspeex', '-ac', '1', '-ar', '16000']]),
  ...each('RealAudio', 'rm', 'rm', [['', '-c:a', 'real_144', '-ac', '1', '-ar', '8000']]),
  ...each('mp2', 'MPEG-TS', 'ts', [['', '-c:a', 'mp2']]),
  ...each('PCM', 'avi', 'avi', [['', '-c:a', 'pcm_s16le']]),
];
