import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const PACKAGE = fileURLToPath(new URL("../../../packages/platform", import.meta.url));
/** The checkout's own Node, which also goes into the image: compression is a matter of its version. */
const NODE = fileURLToPath(new URL("../../../node_modules/node/bin/node", import.meta.url));

export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The image of this checkout, and its files as other people's programs unpack them. */
export class UnpackedImage {
  readonly folder = mkdtempSync(join(tmpdir(), "slipway-image-"));
  readonly file = join(this.folder, "slipway-image.tar");
  /** What the command printed of it. */
  built: { readonly digest: string; readonly bytes: number; readonly reference: string } | undefined;

  async make(): Promise<void> {
    const build = [join(PACKAGE, "bin/slipway.js"), "image", "build", this.file, "--output", "json"];
    this.built = JSON.parse((await run(NODE, build)).stdout);
    const layout = join(this.folder, "layout");
    await this.skopeo("copy", `oci-archive:${this.file}`, `oci:${layout}:it`);
    const rootless = process.getuid?.() === 0 ? [] : ["--rootless"];
    await run("umoci", ["unpack", ...rootless, "--image", `${layout}:it`, join(this.folder, "bundle")]);
  }

  async skopeo(...args: readonly string[]): Promise<string> {
    const { stdout } = await run("skopeo", ["--insecure-policy", ...args]);
    return stdout;
  }

  /** Runs Node of the image in the image: with nothing else of this machine, and no network. */
  node(args: readonly string[], mounts: readonly string[] = []): Promise<Ended> {
    const shut = ["--unshare-all", "--die-with-parent", "--clearenv", "--chdir", "/app"];
    const system = ["--bind", join(this.folder, "bundle/rootfs"), "/", "--proc", "/proc", "--dev", "/dev"];
    const temporary = ["--tmpfs", "/tmp", "--setenv", "HOME", "/tmp"];
    const bwrap = [...shut, ...system, ...temporary, ...mounts, "--", "/usr/local/bin/node", ...args];
    return new Promise((resolve) => {
      execFile("bwrap", bwrap, (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
        resolve({ exitCode, stdout, stderr });
      });
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export const MANIFEST = join(PACKAGE, "package.json");
export const ABALONE = join(dirname(dirname(PACKAGE)), "examples/abalone/data");
