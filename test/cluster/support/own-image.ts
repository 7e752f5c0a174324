import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { ROOT, SLIPWAY } from "../../e2e/support/home.ts";
import type { Cluster } from "./cluster.ts";

const PACKAGE = join(ROOT, "packages/platform");
const { version } = JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8")) as {
  readonly version: string;
};

/** The name that `slipway image build` gives the image of this checkout. */
export const OWN_IMAGE = `slipway.dev/slipway:${version}`;

/** Brings the image of this checkout into the cluster, made as its users make it, once for every build and cluster. */
export async function importOwnImage(cluster: Cluster): Promise<void> {
  const dist = join(PACKAGE, "dist");
  const built = readdirSync(dist).map((name) => statSync(join(dist, name)).mtimeMs);
  const hash = createHash("sha256").update(String(built)).digest("hex");
  const mark = join(cluster.state, `imported-${hash}`);
  if (existsSync(mark)) return;
  const folder = mkdtempSync(join(tmpdir(), "slipway-image-"));
  try {
    const file = join(folder, "slipway.tar");
    await promisify(execFile)(process.execPath, [SLIPWAY, "image", "build", file]);
    await cluster.importImage(file);
    writeFileSync(mark, "");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
