/** A metric math expression that means nothing, or something that is not served here; a sentence. */
export class MathError extends Error {
  override readonly name = "MathError";
}
