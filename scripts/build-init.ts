/**
 * Makes `packages/platform/init/init-ARCHITECTURE` from `init.c` again. They are committed, because who builds an image need
 * have no compiler: Debian's gcc and gcc-aarch64-linux-gnu made them.
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";

const FOLDER = join(import.meta.dirname, "../packages/platform/init");
const COMPILERS = { amd64: "x86_64-linux-gnu-gcc", arm64: "aarch64-linux-gnu-gcc" };
const FLAGS = [
  ..."-static -nostdlib -ffreestanding -no-pie -Os -Wall -Wextra -Werror -s".split(" "),
  ..."-fno-stack-protector -fno-asynchronous-unwind-tables -fcf-protection=none".split(" "),
  ..."-Wl,--build-id=none -Wl,-z,noseparate-code -Wl,-z,norelro".split(" "),
];

for (const [architecture, compiler] of Object.entries(COMPILERS)) {
  const flags = architecture === "amd64" ? FLAGS : FLAGS.filter((flag) => !flag.startsWith("-fcf"));
  execFileSync(compiler, [...flags, "-o", join(FOLDER, `init-${architecture}`), join(FOLDER, "init.c")], {
    stdio: "inherit",
  });
}
