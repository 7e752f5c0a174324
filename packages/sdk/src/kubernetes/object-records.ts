import { isSlipwayError } from "@slipway/model";
import {
  type KeptMetrics,
  type KeptPoint,
  type KeptPoints,
  type KeptStepEnds,
  type KeptSteps,
  type KeptStepTries,
  type KeptUsage,
  keptRecordsPath,
  type RecordsAbout,
} from "@slipway/model/kubernetes/kept-records.ts";
import { keptDoorAsk, keptDoorTokenIfAny } from "./kept-door.ts";
import type { Ask, Transport } from "./transport.ts";

const POINTS_A_PAGE = 5_000;
const STEPS_A_PAGE = 5_000;
const STEPS_A_PAGE_WITH_RESULTS = 500;

/** Whose records: those of the object with the uid, else of the newest that had the name, which may be gone. */
export interface RecordsOf {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  readonly uid?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Which steps of a run are shown: of the inside of `step`, of the run itself where that is absent. */
export interface StepsAsked {
  readonly step?: string | undefined;
  /** The first by its place among those beside each other, and how many; of what is inside of these so many each, and about so many in all. */
  readonly from?: number | undefined;
  readonly places?: number | undefined;
  readonly inner?: number | undefined;
  readonly limit?: number | undefined;
  /** Of those that failed, and of those that run. */
  readonly most?: number | undefined;
  readonly withResults?: boolean | undefined;
}

/** What the home keeps of an object beside it. What nothing is kept of has empty records. */
export class ObjectRecords {
  readonly #transport: Transport;
  readonly #of: RecordsOf;
  #token: Promise<string | undefined> | undefined;

  constructor(transport: Transport, of: RecordsOf) {
    this.#transport = transport;
    this.#of = of;
  }

  usage(): Promise<KeptUsage> {
    return this.#read("usage");
  }

  metrics(): Promise<KeptMetrics> {
    return this.#read("metrics");
  }

  /** Oldest first, in pages; of one metric where it is named. */
  async *points(name?: string | undefined): AsyncGenerator<readonly KeptPoint[]> {
    let after: string | undefined;
    do {
      const page: KeptPoints = await this.#read("points", { name, after, limit: POINTS_A_PAGE });
      if (page.points.length > 0) yield page.points;
      after = page.next;
    } while (after !== undefined);
  }

  /** Ends of a run's steps, without their results and artifacts unless these are asked for: a page behind a mark, in the order in which they were written down. */
  stepEnds(
    after?: string | undefined,
    { withResults = false }: { readonly withResults?: boolean } = {},
  ): Promise<KeptStepEnds> {
    const how = withResults ? { limit: STEPS_A_PAGE_WITH_RESULTS } : { limit: STEPS_A_PAGE, brief: "true" };
    return this.#read("step-ends", { after, ...how });
  }

  stepTries(after?: string | undefined): Promise<KeptStepTries> {
    return this.#read("step-tries", { after, limit: STEPS_A_PAGE });
  }

  /** What shows a run of a pipeline, or the inside of one of its steps. */
  steps(asked: StepsAsked): Promise<KeptSteps> {
    const { withResults = false, ...where } = asked;
    return this.#read("steps", { ...where, ...(withResults ? {} : { brief: "true" }) });
  }

  async #read<T>(about: RecordsAbout, query: Ask["query"] = {}): Promise<T> {
    const { uid, signal, namespace } = this.#of;
    const path = keptRecordsPath(this.#of, about);
    const ask = (token: string | undefined): Promise<T> =>
      this.#transport.json(keptDoorAsk(token, { path, query: { uid, ...query }, signal }));
    this.#token ??= keptDoorTokenIfAny(this.#transport, namespace, signal);
    const token = this.#token;
    try {
      return await ask(await token);
    } catch (error) {
      // A token lasts for minutes, which is less than many pages take.
      if (!isSlipwayError(error, "SLIP-API-005") || (await token) === undefined) throw error;
      if (this.#token === token) this.#token = keptDoorTokenIfAny(this.#transport, namespace, signal);
      return ask(await this.#token);
    }
  }
}
