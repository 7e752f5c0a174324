import type { Resource } from "@slipway/model";
import { jobOutcome } from "@slipway/model/kinds/job-outcome.ts";

interface JobStatus {
  readonly secondaryStatusTransitions?: readonly {
    readonly status?: string;
    readonly statusMessage?: string;
  }[];
}

/** Stages that a job went through between two looks at it: a quick program's may be over before its status is seen. */
export class PassedStages {
  #known: number | undefined;

  /** Word and sentence of each stage that began after the last look and is over; none at the first look, nor for what has no stages. */
  since({ status }: Resource): readonly (readonly [word: string, sentence: string])[] {
    const { secondaryStatusTransitions: stages = [] }: JobStatus = status ?? {};
    const passed = this.#known === undefined ? [] : stages.slice(this.#known, -1);
    this.#known = stages.length;
    return passed.map((stage) => [jobOutcome("InProgress", stage.status).word, stage.statusMessage ?? ""]);
  }
}
