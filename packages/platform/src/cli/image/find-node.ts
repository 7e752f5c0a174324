import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { SlipwayError } from "@slipway/model";

const run = promisify(execFile);

/** A Node, and all that the loader takes in to start it. */
export interface NodeProgram {
  readonly path: string;
  /** As OCI names it. */
  readonly architecture: string;
  /** Shared libraries and the loader, at the paths where the loader looks for them. */
  readonly libraries: readonly string[];
}

interface Report {
  readonly version: string;
  readonly platform: string;
  readonly arch: string;
  readonly objects: readonly string[];
}

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64" };
const OLDEST = [22, 14] as const;

/** Node's own diagnostic report names the shared objects of its process; nothing else of it is taken. */
const REPORT = `
  process.report.excludeNetwork = true;
  const { version, platform, arch } = process;
  const { sharedObjects: objects } = process.report.getReport();
  console.log(JSON.stringify({ version, platform, arch, objects }));
`;

/** The Node that the checkout pins (npm's package `node`), else the one that runs this. */
export async function findNode(packageFolder: string): Promise<NodeProgram> {
  const path = pinned(packageFolder) ?? process.execPath;
  const { version, platform, arch, objects } = await report(path);
  const architecture = ARCHITECTURES[arch];
  if (platform !== "linux" || architecture === undefined)
    throw new SlipwayError("SLIP-IMAGE-001", `${path} is a Node for ${platform} on ${arch}`);
  const [major = 0, minor = 0] = version.slice(1).split(".").map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]))
    throw new SlipwayError(
      "SLIP-IMAGE-004",
      `${path} is Node ${version}, expected ${OLDEST.join(".")} or newer`,
    );
  return { path, architecture, libraries: objects.filter((object) => object.startsWith("/")) };
}

function pinned(packageFolder: string): string | undefined {
  try {
    const manifest = createRequire(join(packageFolder, "package.json")).resolve("node/package.json");
    return join(dirname(manifest), "bin/node");
  } catch {
    return undefined;
  }
}

/** Without our environment: the image does not have it either. */
async function report(path: string): Promise<Report> {
  try {
    const { stdout } = await run(path, ["-e", REPORT], { env: {}, timeout: 30_000 });
    return JSON.parse(stdout) as Report;
  } catch (error) {
    throw new SlipwayError("SLIP-IMAGE-004", `${path} does not run: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
