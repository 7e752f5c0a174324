const HEADER_BYTES = 8;
const NEWLINE = 10;
/** Longer lines come in parts of this length. */
export const LONGEST_LINE = 64 * 1024;

/**
 * The lines of both outputs, in the order in which their ends were written: the engine sends frames of a header (the output's
 * number, three bytes of nothing, the length) and as many bytes, and a line of one may lie in between a line of the other. What is
 * without an end at the end comes last. The same frames make the same bytes, however they are cut in chunks; a frame that is cut
 * off at the end is left out.
 */
export async function* demultiplex(frames: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const lines = new Map<number, Lines>();
  let left: Buffer = Buffer.alloc(0);
  for await (const chunk of frames) {
    left = left.length === 0 ? Buffer.from(chunk) : Buffer.concat([left, chunk]);
    const whole: Buffer[] = [];
    while (left.length >= HEADER_BYTES) {
      const end = HEADER_BYTES + left.readUInt32BE(4);
      if (left.length < end) break;
      const output = left.readUInt8(0);
      const kept = lines.get(output) ?? new Lines();
      lines.set(output, kept);
      whole.push(...kept.take(left.subarray(HEADER_BYTES, end)));
      left = left.subarray(end);
    }
    if (whole.length > 0) yield Buffer.concat(whole);
  }
  const rests = [...lines.keys()].sort().map((output) => lines.get(output)?.rest ?? "");
  const said = rests.filter((rest) => rest !== "").join("\n");
  if (said !== "") yield Buffer.from(said, "latin1");
}

/** What one output has said of a line that has no end yet. */
class Lines {
  #rest: Buffer = Buffer.alloc(0);

  /** As latin1, in which every byte is a character. */
  get rest(): string {
    return this.#rest.toString("latin1");
  }

  /** All whole lines by now. */
  take(bytes: Buffer): readonly Buffer[] {
    const all = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const taken: Buffer[] = [];
    let from = 0;
    for (;;) {
      const end = all.indexOf(NEWLINE, from);
      const next = end === -1 ? Number.POSITIVE_INFINITY : end + 1;
      if (next - from > LONGEST_LINE) {
        if (all.length - from < LONGEST_LINE) break;
        taken.push(all.subarray(from, from + LONGEST_LINE));
        from += LONGEST_LINE;
      } else {
        taken.push(all.subarray(from, next));
        from = next;
      }
    }
    // A copy: a few bytes must not hold the whole chunk.
    this.#rest = Buffer.from(all.subarray(from));
    return taken;
  }
}
