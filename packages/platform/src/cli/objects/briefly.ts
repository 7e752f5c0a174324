/** What a scheduler adds to why a pod has no node: which pods it would not push out for it. */
const PREEMPTION = / ?preemption: .*$/;

/** A sentence in one line: the first where there are several, as of an error with its trace. */
export function briefly(sentence: string): string {
  return (sentence.split("\n", 1)[0] ?? "").replace(PREEMPTION, "").trim();
}
