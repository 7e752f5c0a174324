import { mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { buildOnce } from "../../../packages/lib/src/build-once.ts";
import { cached, layout, type Tell } from "../places.ts";
import { run } from "../run.ts";
import { busybox } from "./busybox.ts";
import { writeImage } from "./oci-image.ts";
import { pause } from "./pause.ts";
import { python } from "./python.ts";
import type { ImageRecipe } from "./recipe.ts";

const RECIPES: readonly ImageRecipe[] = [pause, busybox, python];

/** Makes the images that every cluster has, each once; gives their tars. */
export async function buildImages(tell: Tell): Promise<readonly string[]> {
  const files: string[] = [];
  for (const recipe of RECIPES) files.push(await buildImage(recipe, tell));
  return files;
}

/** Makes an OCI image's tar known to a cluster, under the name that its index gives. */
export async function importImage(state: string, file: string): Promise<void> {
  const ctr = ["--address", layout(state).socket, "--namespace", "k8s.io"];
  await run("ctr", [...ctr, "images", "import", file]);
}

/** SIGKILL for a container's first process, by the id that a pod's status gives (`containerd://...`). */
export async function killContainer(state: string, id: string): Promise<void> {
  const ctr = ["--address", layout(state).socket, "--namespace", "k8s.io"];
  await run("ctr", [...ctr, "tasks", "kill", "--signal", "SIGKILL", id.replace(/^containerd:\/\//, "")]);
}

async function buildImage(recipe: ImageRecipe, tell: Tell): Promise<string> {
  const short = recipe.name.replace(/^.*\//, "").replace(/:.*$/, "");
  const writer = new URL("oci-image.ts", import.meta.url);
  const folder = cached(`image-${short}`, [...recipe.from, writer]);
  const file = join(folder, "image.tar");
  await buildOnce(
    folder,
    async (at) => {
      const scratch = await mkdtemp(join(at, "draft-"));
      const root = join(scratch, "root");
      await recipe.fill(root, { scratch, tell });
      const draft = join(scratch, "image.tar");
      await writeImage(draft, { ...recipe, root, scratch });
      await rename(draft, file);
      await rm(scratch, { recursive: true, force: true });
    },
    { onWait: () => tell(`waiting for another build of ${recipe.name}`) },
  );
  return file;
}
