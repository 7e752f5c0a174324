/** What JSON, time and output's name add to a line in the logs that engines write. */
const FRAME_BYTES = 80;
const NEWLINE = 10;

/** About what an engine's log of this output takes on the disk. */
export function framedBytes(output: Buffer): number {
  let lines = 0;
  for (let at = output.indexOf(NEWLINE); at !== -1; at = output.indexOf(NEWLINE, at + 1)) lines += 1;
  return output.length + lines * FRAME_BYTES;
}
