/** A metric and the regular expression whose first group is its value (SageMaker's MetricDefinition); a group named `step` is its step. */
export interface MetricDefinition {
  readonly name: string;
  readonly regex: string;
}

/** Stands among definitions for the metrics that lines of JSON tell by themselves; an expression of the same name goes before. */
export const JSON_LINES: MetricDefinition = { name: "JSON lines", regex: "" };

export const isJsonLines = ({ name, regex }: MetricDefinition): boolean =>
  name === JSON_LINES.name && regex === JSON_LINES.regex;

/** A value, and the place of its line among those that were given. */
export interface MetricValue {
  readonly line: number;
  readonly name: string;
  readonly value: number;
  /** The program's own count, where the expression captures one or the line tells it. */
  readonly step?: number;
  /** The line told its name as well. */
  readonly isNamed?: true;
}

/** A definition that is not to be tried again, and why: words that go on from the metric's name. */
export interface SwitchedOff extends MetricDefinition {
  readonly why: string;
}

export interface MetricsRead {
  /** So many lines, from the first on, are read for good; the rest is to be asked for again. */
  readonly read: number;
  readonly values: readonly MetricValue[];
  /** To be left out from now on; without them the lines that follow `read` can be read. */
  readonly switchedOff: readonly SwitchedOff[];
}

/**
 * Finds metrics in log lines. Expressions come from users: whatever they are, an answer comes within seconds, the calling
 * thread never works on them, and no job's expressions keep those of another from being read.
 */
export interface MetricReading {
  /** Definitions that can never be used, e.g. because they are no regular expressions. */
  unusable(definitions: readonly MetricDefinition[]): Promise<readonly SwitchedOff[]>;
  /**
   * Reads some of the lines, at least one where nothing is switched off. A line's first `LONGEST_LINE` characters count.
   * `job` names whose time is spent.
   */
  read(request: {
    readonly job: string;
    readonly definitions: readonly MetricDefinition[];
    readonly texts: readonly string[];
  }): Promise<MetricsRead>;
  close(): Promise<void>;
}

/** As much as a container runtime keeps of a line in one piece (containerd's `max_container_log_line_size`). */
export const LONGEST_LINE = 16_384;
