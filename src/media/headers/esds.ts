/** Tags of descriptors (ISO/IEC 14496-1 §7.2.2). */
const STREAM = 3;
const CONFIG = 4;
const SPECIFIC = 5;

/** The AudioSpecificConfig in the descriptors of an `esds` box, behind its version; undefined without one. */
export function esdsConfig(bytes: Uint8Array): Uint8Array | undefined {
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes[at++];
    let length = 0;
    for (let more = true; more && at < bytes.length; at++) {
      length = length * 128 + ((bytes[at] ?? 0) & 127);
      more = ((bytes[at] ?? 0) & 128) !== 0;
    }
    if (tag === SPECIFIC) return bytes.slice(at, at + length);
    if (tag === STREAM) at += 3;
    else if (tag === CONFIG) at += 13;
    else at += length;
  }
  return undefined;
}
