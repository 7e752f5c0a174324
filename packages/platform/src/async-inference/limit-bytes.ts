import { Transform } from "node:stream";

/** Passes bytes on and fails with `tooMany()` at the first one beyond `most`. */
export function limitBytes(most: number, tooMany: () => Error): Transform {
  let passed = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      passed += chunk.length;
      if (passed > most) done(tooMany());
      else done(null, chunk);
    },
  });
}
