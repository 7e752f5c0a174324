const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** A longer line arrives in pieces. */
export const MAX_LINE_BYTES = 64 * 1024;

export interface Lines {
  readonly texts: readonly string[];
  /** Bytes that the lines took; the rest is the beginning of a line that is still being written. */
  readonly consumed: number;
}

/**
 * Cuts bytes into lines, always at the same places: what is cut again after a crash gives the same lines. `ended`:
 * nothing follows, so that the rest is a line as well.
 */
export function splitLines(bytes: Buffer, ended: boolean): Lines {
  const texts: string[] = [];
  let start = 0;
  while (start < bytes.length) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline === -1 ? bytes.length : newline;
    const tooLong = end - start > MAX_LINE_BYTES;
    if (newline === -1 && !tooLong && !ended) break;
    const cut = tooLong ? wholeCharacters(bytes, start + MAX_LINE_BYTES) : end;
    texts.push(bytes.toString("utf8", start, withoutReturn(bytes, start, cut, !tooLong)));
    start = tooLong || newline === -1 ? cut : newline + 1;
  }
  return { texts, consumed: start };
}

function withoutReturn(bytes: Buffer, start: number, end: number, whole: boolean): number {
  return whole && end > start && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
}

/** The last place at or before `end` that is not in the middle of a UTF-8 character; `end` itself in other encodings. */
function wholeCharacters(bytes: Buffer, end: number): number {
  for (let cut = end; cut > end - 4; cut--) if (((bytes[cut] ?? 0) & 0xc0) !== 0x80) return cut;
  return end;
}
