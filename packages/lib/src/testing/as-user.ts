import { join } from "node:path";

/** This checkout. */
export const CHECKOUT = join(import.meta.dirname, "../../../..");

/** Nobody on Debian, and on most systems. */
export const NOBODY = 65_534;

/**
 * The command line by which root runs `command` as `uid`, in a mount namespace where the checkout is seen at `seenAt`, an empty
 * folder: the user may not get to where it is. Paths below the checkout are changed to what the user sees.
 */
export function asUser(
  { uid, seenAt }: { readonly uid: number; readonly seenAt: string },
  command: readonly string[],
): readonly [string, ...string[]] {
  const script =
    'mount --bind "$1" "$2"; cd "$2"; user=$3; shift 3; exec setpriv --reuid "$user" --regid "$user" --clear-groups "$@"';
  const words = command.map((word) => word.replaceAll(CHECKOUT, seenAt));
  return ["unshare", "--mount", "sh", "-ec", script, "sh", CHECKOUT, seenAt, String(uid), ...words];
}
