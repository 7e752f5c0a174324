import { usageError } from "../errors/usage-error.ts";

/** What an image is called: a repository at a registry, and a tag. */
export interface ImageReference {
  readonly repository: string;
  readonly tag: string;
}

/** The grammar of distribution/reference, with the registry, without which every tool completes it its own way. */
const HOST = String.raw`(?:localhost|[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)+|[a-zA-Z0-9-]+(?=:\d))(?::\d+)?`;
const PATH = String.raw`[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*`;
const REFERENCE = new RegExp(String.raw`^(?<repository>${HOST}(?:/${PATH})+)(?::(?<tag>\w[\w.-]{0,127}))?$`);

/** Without a tag it is the version's. */
export function parseReference(text: string, version: string): ImageReference {
  const found = REFERENCE.exec(text)?.groups;
  if (found?.["repository"] === undefined)
    throw usageError(
      `--tag ${text}: expected REGISTRY/NAME:TAG, for instance registry.example.com/slipway:1`,
    );
  return { repository: found["repository"], tag: found["tag"] ?? version };
}

export const nameOf = ({ repository, tag }: ImageReference): string => `${repository}:${tag}`;
