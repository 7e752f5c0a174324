import { waitDueAt } from "@slipway/model/flows/bodies/wait-due-at.ts";
import type { WaitBody } from "@slipway/model/flows/index.ts";
import { refused } from "../resource/wanted.ts";
import type { Try } from "../step-work.ts";

/** When a wait for a time is over; seconds count from when the try was to begin. Throws TerminalError for what is no time. */
export function dueAt({ going }: Try): Date {
  const due = waitDueAt(going.step.body as unknown as WaitBody, going.notBefore);
  if (typeof due === "string") throw refused(due);
  return due;
}
