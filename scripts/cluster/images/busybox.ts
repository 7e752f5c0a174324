import { chmod, copyFile, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../run.ts";
import type { ImageRecipe } from "./recipe.ts";

const BUSYBOX = "/usr/bin/busybox";

/** Debian's static busybox with all its applets: a shell, httpd, wget, and a second's start. */
export const busybox: ImageRecipe = {
  name: "slipway.test/busybox:1",
  from: [new URL(import.meta.url)],
  env: { PATH: "/bin", HOME: "/" },
  command: ["/bin/sh"],
  async fill(root) {
    for (const folder of ["bin", "etc", "tmp"]) await mkdir(join(root, folder), { recursive: true });
    await chmod(join(root, "tmp"), 0o1777);
    await copyFile(BUSYBOX, join(root, "bin/busybox"));
    const applets = (await run(BUSYBOX, ["--list"])).split("\n").filter(Boolean);
    for (const applet of applets) {
      if (applet !== "busybox") await symlink("busybox", join(root, "bin", applet));
    }
    await writeFile(join(root, "etc/passwd"), "root:x:0:0:root:/:/bin/sh\n");
    await writeFile(join(root, "etc/group"), "root:x:0:\n");
  },
};
