/** Reasons of the condition Accepted of a run that never begins, for good. */
export const RUN_REFUSALS = [
  "NotServed",
  "InvalidParameters",
  "InvalidSlot",
  "NoSuchVersion",
  "NotItsRetry",
  "CannotSpin",
  "Recursion",
] as const;
