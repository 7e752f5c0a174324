/** Seconds that a job's program has from SIGTERM to SIGKILL when it is stopped, where not SageMaker's own; AWS knows no such field. */
export const GRACE_ANNOTATION = "slipway.dev/grace-seconds";

const MOST_SECONDS = 3_600;

/** What an object's annotation says of its program's grace. */
export interface Grace {
  /** Absent where it says nothing that can be understood. */
  readonly seconds?: number;
  /** At most one sentence, of an annotation that cannot be understood. */
  readonly problems: readonly string[];
}

export function graceOf(annotations: Readonly<Record<string, string>> = {}): Grace {
  const text = annotations[GRACE_ANNOTATION];
  if (text === undefined) return { problems: [] };
  const seconds = /^\d{1,4}$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (seconds >= 1 && seconds <= MOST_SECONDS) return { seconds, problems: [] };
  const problem = `the annotation ${GRACE_ANNOTATION} is ${JSON.stringify(text)}: expected whole seconds from 1 to ${MOST_SECONDS}, for instance 30`;
  return { problems: [problem] };
}
