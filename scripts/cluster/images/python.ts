import { rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { pipInstall } from "../pip.ts";
import { run } from "../run.ts";
import type { ImageRecipe } from "./recipe.ts";

const SUITE = "bookworm";
const DEBIAN = ["python3", "python3-venv", "python3-pip", "ca-certificates"];
const PYPI = ["numpy==2.2.6", "scipy==1.15.3", "scikit-learn==1.7.2"];
/** Of no use in a container, and a third of what Debian installs. */
const UNUSED = ["usr/share/doc", "usr/share/man", "usr/share/locale", "var/cache/apt", "var/lib/apt/lists"];
/** The suite's own Python, whatever the machine's is. */
const WHEELS = ["--python-version", "3.11", "--implementation", "cp", "--abi", "cp311"];
const PLATFORMS = ["manylinux2014", "manylinux_2_28"].flatMap((name) => [
  "--platform",
  `${name}_${process.arch === "arm64" ? "aarch64" : "x86_64"}`,
]);

/** What a data scientist's base image is like: Debian's Python with pip, and scikit-learn. */
export const python: ImageRecipe = {
  name: "slipway.test/python:3.11",
  from: [new URL(import.meta.url)],
  env: { PATH: "/usr/local/bin:/usr/bin:/bin", LANG: "C.UTF-8", PYTHONUNBUFFERED: "1" },
  command: ["python3"],
  async fill(root, { scratch, tell }) {
    tell("making the Python image from Debian's packages, once: about two minutes");
    const options = ["--variant=minbase", `--include=${DEBIAN.join(",")}`];
    // In a mount namespace of its own, so that what it mounts goes with it, however it ends.
    await run("unshare", ["--mount", "debootstrap", ...options, SUITE, root, await mirror()]);
    const packages = join(root, "usr/local/lib/python3.11/dist-packages");
    await pipInstall(packages, PYPI, { scratch, options: [...WHEELS, ...PLATFORMS] });
    await symlink("python3", join(root, "usr/bin/python"));
    // As in Python's own images, pip may install into the image's Python.
    await rm(join(root, "usr/lib/python3.11/EXTERNALLY-MANAGED"), { force: true });
    for (const folder of UNUSED) await rm(join(root, folder), { recursive: true, force: true });
  },
};

/** The mirror that the machine's own apt takes the suite from. */
async function mirror(): Promise<string> {
  const fields = ["indextargets", "--format", "$(RELEASE) $(COMPONENT) $(REPO_URI)", "Created-By: Packages"];
  const targets = (await run("apt-get", fields)).split("\n").map((line) => line.split(" "));
  const found = targets.find(([release, component]) => release === SUITE && component === "main")?.[2];
  if (found === undefined)
    throw new Error(`apt has no source of Debian ${SUITE} main, which the image is made of`);
  return found;
}
