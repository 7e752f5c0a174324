import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A tree of files in a folder, a temporary one unless it is given, as an installation leaves one. */
export class InstalledPackage {
  readonly folder: string;

  constructor(folder = mkdtempSync(join(tmpdir(), "slipway-image-"))) {
    this.folder = folder;
  }

  write(path: string, content: string | Uint8Array = ""): this {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return this;
  }

  package(at: string): this {
    return this.write(join(at, "package.json"), "{}");
  }

  /** The Node of this tree: a program that says of itself what a Node would say, or one that does not run. */
  pinNode(says?: object): this {
    const script = says === undefined ? "exit 1" : `echo '${JSON.stringify(says)}'`;
    const file = "node_modules/node/bin/node";
    this.package("node_modules/node").write(file, `#!/bin/sh\n${script}\n`);
    chmodSync(join(this.folder, file), 0o755);
    return this;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
