/** Of a program that failed by itself neither who is to blame nor our code for it says more than its place. */
const PREFIX = /^(?:AlgorithmError: )?SLIP-SCRIPT-006: /;
/** The same behind the step of a run that it is of. */
const OF_STEP = /^([\w.[\]-]{1,300}: )SLIP-SCRIPT-006: /;
const EXIT_CODE = /, exit code: \d+$/;

/** How something failed, for people: in a line, and the trace that belongs to it, if it has one. */
export interface FailureWords {
  readonly head: string;
  readonly trace: string;
}

/** A failure reason as it is read: what happened comes first, not who says so. */
export function failureWords(sentence: string): FailureWords {
  const words = sentence.replace(PREFIX, "").replace(OF_STEP, "$1").replace(EXIT_CODE, "");
  const at = words.indexOf("\n");
  return at < 0
    ? { head: words, trace: "" }
    : { head: words.slice(0, at), trace: words.slice(at + 1).trimEnd() };
}
