import { checkSandbox } from "./machine-checks.ts";

/** What whoever starts a home as root has to know where jobs cannot be shut in; undefined where they can, or are not root's. */
export async function rootWarning(of: {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly uid: number | undefined;
}): Promise<string | undefined> {
  if (of.uid !== 0) return undefined;
  const { status, found, remedy = "" } = await checkSandbox(of.env, of.platform);
  if (status === "ok") return undefined;
  return `Jobs run as root, with nothing between them and this machine (bubblewrap: ${found}). ${remedy}`;
}
