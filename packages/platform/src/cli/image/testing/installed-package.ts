import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A tree of files in a temporary folder, as an installation leaves one. */
export class InstalledPackage {
  readonly folder = mkdtempSync(join(tmpdir(), "slipway-image-"));

  write(path: string, content = ""): this {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return this;
  }

  /** A package below `at`, whose manifest says what it needs. */
  package(at: string, manifest: object = {}): this {
    return this.write(join(at, "package.json"), JSON.stringify(manifest));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export const needs = (...names: readonly string[]): object => ({
  dependencies: Object.fromEntries(names.map((name) => [name, "*"])),
});
