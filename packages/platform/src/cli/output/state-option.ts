import type { Session } from "../session/session.ts";
import { shellWord } from "./shell-word.ts";

/** What a command line that is told must have behind it to mean the same state folder: nothing, or ` --state DIR`. */
export function stateOption({ options: { state } }: Session): string {
  return state === undefined ? "" : ` --state ${shellWord(state)}`;
}
