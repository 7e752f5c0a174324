import type { Underway } from "./update-memory.ts";

/** A sentence on how far an update is; `waiting` says what its new pods wait for. */
export function updateMessage({ phase, shifted, reason }: Underway, waiting: string | undefined): string {
  const share = `${Math.round(shifted * 100)} % of the requests go to the new fleet`;
  const more = waiting === undefined ? "" : `; ${waiting}`;
  switch (phase) {
    case "moving":
      return `Updating: ${share}${more}`;
    case "baking":
      return `Updating: ${share}, which is watched before the update goes on`;
    case "terminating":
      return `Updating: all requests go to the new fleet; the old one waits for its end${more}`;
    case "back":
      return reason === undefined ? `Taking an update back: ${share}` : `Rolling back, since ${reason}`;
  }
}
