import type { Home } from "../../e2e/support/home.ts";
import type { Act, FailureCase, Told } from "./failure-case.ts";
import type { JobPlace } from "./job-of.ts";

/** A home as the table sees it. */
export interface FailureHome {
  readonly home: Home;
  /** Before any job is applied. */
  prepare(): Promise<void>;
  placeOf(failure: FailureCase): JobPlace;
  toldOf(failure: FailureCase): Told;
  /** What somebody, or AWS, does to a job that was applied. */
  play(failure: FailureCase): Promise<void>;
  down(): Promise<void>;
}

/** Does to the job what makes the case. */
export type Acts = Readonly<Record<Act, (place: JobPlace) => Promise<unknown>>>;
