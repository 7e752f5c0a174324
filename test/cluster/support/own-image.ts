import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { ROOT, SLIPWAY } from "../../e2e/support/home.ts";
import type { Cluster } from "./cluster.ts";

const DIST = join(ROOT, "packages/platform/dist");

/** The image of this checkout in the cluster, under a name that no other build has; made once for every build and cluster. */
export async function ownImage(cluster: Cluster): Promise<string> {
  const built = readdirSync(DIST).map((name) => statSync(join(DIST, name)).mtimeMs);
  const hash = createHash("sha256").update(String(built)).digest("hex").slice(0, 16);
  const name = `slipway.test/slipway:${hash}`;
  const mark = join(cluster.state, `imported-as-${hash}`);
  if (existsSync(mark)) return name;
  const folder = mkdtempSync(join(tmpdir(), "slipway-image-"));
  try {
    const file = join(folder, "slipway.tar");
    await promisify(execFile)(process.execPath, [SLIPWAY, "image", "build", file, "--tag", name]);
    await cluster.importImage(file);
    writeFileSync(mark, "");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return name;
}
