import { readdirSync, readFileSync, readlinkSync } from "node:fs";

const LISTENS = "0A";

/** Ports that a process listens on. */
export function portsOf(pid: number): ReadonlySet<number> {
  const ports = new Map<string, number>();
  for (const file of ["/proc/net/tcp", "/proc/net/tcp6"])
    for (const row of readFileSync(file, "utf8").split("\n").slice(1)) {
      const [, local = "", , state, , , , , , inode = ""] = row.trim().split(/\s+/);
      if (state === LISTENS) ports.set(inode, Number.parseInt(local.split(":").at(-1) ?? "", 16));
    }
  const open = readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    const [, inode = ""] = /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${fd}`)) ?? [];
    return ports.get(inode) ?? [];
  });
  return new Set(open);
}

/** Empty for one that was closed meanwhile. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}
