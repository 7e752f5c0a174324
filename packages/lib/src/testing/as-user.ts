import { join } from "node:path";

/** This checkout. */
export const CHECKOUT = join(import.meta.dirname, "../../../..");

/** Nobody on Debian, and on most systems. */
export const NOBODY = 65_534;
/** Games on Debian: whose processes are counted beside nobody's. */
export const ANOTHER = 5;

/**
 * The command line by which root runs `command` in a mount namespace where the checkout is seen at `seenAt`, an empty folder: other
 * users may not get to where it is. Paths below the checkout are changed to what is seen there.
 */
export function seenElsewhere(seenAt: string, command: readonly string[]): readonly [string, ...string[]] {
  const script = 'mount --bind "$1" "$2"; cd "$2"; shift 2; exec "$@"';
  const words = command.map((word) => word.replaceAll(CHECKOUT, seenAt));
  return ["unshare", "--mount", "sh", "-ec", script, "sh", CHECKOUT, seenAt, ...words];
}

/** The same, as the user `uid`. */
export function asUser(
  { uid, seenAt }: { readonly uid: number; readonly seenAt: string },
  command: readonly string[],
): readonly [string, ...string[]] {
  const user = ["setpriv", `--reuid=${uid}`, `--regid=${uid}`, "--clear-groups"];
  return seenElsewhere(seenAt, [...user, ...command]);
}
