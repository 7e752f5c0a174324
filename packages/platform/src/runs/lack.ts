import type { Condition } from "@slipway/model";

/** What keeps an object from being begun. */
export interface Lack {
  /**
   * `refused`: what it names cannot work as it stands. `coming`: somebody is making what is not there. `absent`: it is not there,
   * and nothing that is here makes it.
   */
  readonly is: "refused" | "coming" | "absent";
  readonly sentence: string;
}

export const absent = (sentence: string): { readonly lack: Lack } => ({ lack: { is: "absent", sentence } });

/** How long files of one application may take to come after each other. */
const MOST_ABSENT_MS = 10 * 60_000;
/** How a sentence begins that tells of what is absent. */
export const UP_TO = "Waiting up to 10 minutes";

/** Whether an object has waited long enough, since its condition went False, for what nobody makes. */
export function hasNotCome(is: Lack["is"], waiting: Condition | undefined, now: Date): boolean {
  if (is !== "absent" || waiting?.status !== "False" || waiting.lastTransitionTime === undefined)
    return false;
  return now.getTime() - Date.parse(waiting.lastTransitionTime) >= MOST_ABSENT_MS;
}
