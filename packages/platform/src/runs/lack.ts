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

/** How it is refused that cannot begin: SLIP-RUN-022 or, once its condition was False for ten minutes with nobody making what it names, 023. */
export function refusalOf(
  { is }: Lack,
  condition: Condition | undefined,
  now: Date,
): "SLIP-RUN-022" | "SLIP-RUN-023" | undefined {
  if (is === "refused") return "SLIP-RUN-022";
  return is === "absent" && hasNotCome(condition, now) ? "SLIP-RUN-023" : undefined;
}

/** What to say while it is waited for. */
export const waitingFor = ({ is, sentence }: Lack): string =>
  `${is === "absent" ? "Waiting up to 10 minutes" : "Waiting"}: ${sentence}`;

function hasNotCome(waiting: Condition | undefined, now: Date): boolean {
  if (waiting?.status !== "False" || waiting.lastTransitionTime === undefined) return false;
  return now.getTime() - Date.parse(waiting.lastTransitionTime) >= MOST_ABSENT_MS;
}
