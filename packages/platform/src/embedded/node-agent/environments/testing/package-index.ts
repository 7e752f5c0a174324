import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A package with one module of its own name, and what its build runs besides. */
export interface PackageSource {
  readonly module: string;
  /** Python that runs when the package is built, before it is. */
  readonly build?: string;
}

export interface PackageIndex {
  readonly url: string;
  /** How often a package's file was fetched. */
  fetches(name: string): number;
  close(): void;
}

/** A package index on loopback (PEP 503) with source distributions (PEP 517) that need nothing else to be built. */
export async function packageIndex(packages: Readonly<Record<string, PackageSource>>): Promise<PackageIndex> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-index-"));
  for (const [name, source] of Object.entries(packages)) pack(folder, name, source);
  const fetches = new Map<string, number>();
  const server = createServer((request, response) => {
    const [, place = "", name = ""] = (request.url ?? "").split("/");
    if (place === "simple" && name in packages) {
      const file = `${name}-1.0.tar.gz`;
      response.setHeader("content-type", "text/html");
      return response.end(
        `<!DOCTYPE html><a href="../../files/${name}">${file}</a>`.replace(
          /files\/.*?"/,
          `files/${name}/${file}"`,
        ),
      );
    }
    if (place === "files" && name in packages) {
      fetches.set(name, (fetches.get(name) ?? 0) + 1);
      return response.end(readFileSync(join(folder, `${name}-1.0.tar.gz`)));
    }
    response.statusCode = 404;
    return response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/simple/`,
    fetches: (name) => fetches.get(name) ?? 0,
    close: () => {
      server.closeAllConnections();
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The files of a package's source, by name. */
export function packageFiles(
  name: string,
  { module, build = "" }: PackageSource,
): Readonly<Record<string, string>> {
  return {
    "pyproject.toml": `[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n[project]\nname = "${name}"\nversion = "1.0"\n`,
    "backend.py": `import os, zipfile
def build_wheel(folder, config_settings=None, metadata_directory=None):
    attack()
    wheel = "${name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(folder, wheel), "w") as files:
        files.writestr("${name}.py", ${JSON.stringify(module)})
        files.writestr("${name}-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: ${name}\\nVersion: 1.0\\n")
        files.writestr("${name}-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        files.writestr("${name}-1.0.dist-info/RECORD", "")
    return wheel
def attack():
    pass
${build.replaceAll(/^/gm, "    ")}
`,
  };
}

function pack(folder: string, name: string, source: PackageSource): void {
  const at = join(folder, `${name}-1.0`);
  mkdirSync(at);
  const info = `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n`;
  for (const [file, text] of Object.entries({ ...packageFiles(name, source), "PKG-INFO": info }))
    writeFileSync(join(at, file), text);
  execFileSync("tar", ["czf", join(folder, `${name}-1.0.tar.gz`), "-C", folder, `${name}-1.0`]);
}
