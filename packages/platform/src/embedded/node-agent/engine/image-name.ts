import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { isAbsolute } from "node:path";

/** What an image is called, and what the engine is to call it. */
export type ImageName =
  | { readonly reference: string }
  /** A file of this machine, as `docker save`, `podman save` and `skopeo copy` write it. */
  | { readonly archive: string; readonly reference: string };

const ARCHIVE = /^(?:oci-archive|docker-archive):(?:\/\/)?(.*)$/;
/** Images that were taken in from an archive are called so, with what tells the archive's content, and the home, from others. */
const OWN = "localhost/slipway/archive:";

export const isArchiveReference = (reference: string): boolean => reference.startsWith(OWN);
export const archiveReference = (tag: string): string => `${OWN}${tag}`;
export const tagOf = (reference: string): string => reference.slice(OWN.length);

/**
 * `oci-archive:/PATH`, `docker-archive:/PATH` and `/PATH` are archives; all else is a name for a registry. Throws for an archive
 * that is no file with an absolute path. `home`: who takes an archive in, and out again.
 */
export function imageName(image: string, home: string): ImageName {
  const [, named] = ARCHIVE.exec(image) ?? [];
  const archive = named ?? (isAbsolute(image) ? image : undefined);
  if (archive === undefined) return { reference: image };
  if (!isAbsolute(archive)) throw new Error(`the archive "${archive}" is not an absolute path`);
  const found = statSync(archive, { throwIfNoEntry: false });
  if (found?.isFile() !== true) throw new Error(`there is no archive ${archive} on this machine`);
  const { ino, dev, size, mtimeMs } = found;
  const digest = createHash("sha256")
    .update(JSON.stringify([home, archive, dev, ino, size, mtimeMs]))
    .digest("hex");
  return { archive, reference: archiveReference(digest.slice(0, 32)) };
}
