/** How far a step has come. The last five are ends, and stay. */
export type StepState =
  | "waiting"
  | "ready"
  | "running"
  | "success"
  | "failed"
  | "skipped"
  | "upstream_failed"
  | "canceled";

/** How a step can end: Airflow's words, and `canceled` for what a canceled run has not come to. */
export type StepEnd = Exclude<StepState, "waiting" | "ready" | "running">;

const STATES: readonly StepState[] = [
  "waiting",
  "ready",
  "running",
  "success",
  "failed",
  "skipped",
  "upstream_failed",
  "canceled",
];
const CODES = Object.fromEntries(STATES.map((state, code) => [state, code])) as Readonly<
  Record<StepState, number>
>;
const FIRST_END = CODES.success;

export const isStepEnd = (state: StepState): state is StepEnd => CODES[state] >= FIRST_END;

/** The states of many steps, in a byte each. */
export class States {
  readonly #codes: Uint8Array;
  #left: number;

  constructor(count: number) {
    this.#codes = new Uint8Array(count);
    this.#left = count;
  }

  /** How many there are. */
  get count(): number {
    return this.#codes.length;
  }

  /** How many have not ended. */
  get left(): number {
    return this.#left;
  }

  of(index: number): StepState {
    return STATES[this.#codes[index] ?? 0] ?? "waiting";
  }

  /** An end stays: what comes after it changes nothing, and answers false. */
  set(index: number, state: StepState): boolean {
    if (isStepEnd(this.of(index))) return false;
    this.#codes[index] = CODES[state];
    if (isStepEnd(state)) this.#left--;
    return true;
  }
}
