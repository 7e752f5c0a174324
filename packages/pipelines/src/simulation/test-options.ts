import type { Fakes } from "./fake.ts";

/** How a pipeline is run in a test. */
export interface TestOptions {
  /**
   * Made-up programs by the name of their component or of a step, or by a step's path such as `map[1].train`. So are results of `flow.resource` and `flow.run`, and
   * answers to `flow.approve` (`{ approved: true, fields: {} }`); waits for a time, messages and deletions need none.
   */
  readonly fakes: Fakes;
  /** When the run begins, by `run.scheduledTime` and `run.date`; RFC 3339, absent: 2026-01-01T00:00:00Z. */
  readonly clock?: string;
  /** Seconds after its begin at which somebody cancels the run. */
  readonly cancelAt?: number;
}
