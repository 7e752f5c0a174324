import { fnv1a } from "@slipway/model/names.ts";
import { identityOf } from "#lib/process-identity.ts";

/** The folder of a process below a spool: another one that gets its pid has another. */
export async function writerFolder(pid: number): Promise<string> {
  const identity = await identityOf(pid);
  if (identity === undefined) throw new Error(`process ${pid} is not there`);
  return `${pid}.${fnv1a(identity.mark)}`;
}

/** Whether a folder's process still runs; true for a folder that is no writer's. */
export async function isWriting(folder: string): Promise<boolean> {
  const pid = /^(\d{1,10})\.[0-9a-z]+$/.exec(folder)?.[1];
  if (pid === undefined) return true;
  return (await writerFolder(Number(pid)).catch(() => undefined)) === folder;
}
