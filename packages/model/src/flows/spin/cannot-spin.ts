/** Why a step cannot be run again on what it was given, in a sentence. */
export class CannotSpin extends Error {
  override name = "CannotSpin";
}
