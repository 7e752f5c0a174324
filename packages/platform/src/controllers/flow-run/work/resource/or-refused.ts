import { isForbidden, isInvalid, isNamespaceTerminating, isSlipwayError } from "@slipway/model";
import { messageOf } from "#reconcile/message-of.ts";
import { refused } from "./wanted.ts";

/** Writes an object; what a server refuses of it as it stands is refused for good, and what has no room in its quota waits. */
export async function orRefused(
  write: () => Promise<unknown>,
): Promise<{ readonly waitingFor: string } | undefined> {
  try {
    await write();
    return undefined;
  } catch (error) {
    if (isForbidden(error) && messageOf(error).includes("exceeded quota"))
      return { waitingFor: messageOf(error) };
    const isRefused = isInvalid(error) || (isForbidden(error) && !isNamespaceTerminating(error));
    if (!isRefused && !(isSlipwayError(error) && error.entry.reason === "BadRequest")) throw error;
    throw refused(messageOf(error));
  }
}
