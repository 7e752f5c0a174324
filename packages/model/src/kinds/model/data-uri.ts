import type { ContainerDefinition } from "./type.generated.ts";

/** Where a container's model lies: the URI of an archive, or, with a slash at its end, of a prefix of files; undefined where it has none. */
export function dataUriOf(container: ContainerDefinition | undefined): string | undefined {
  const source = container?.modelDataSource?.s3DataSource;
  if (source?.s3URI === undefined) return container?.modelDataURL;
  return source.s3DataType === "S3Prefix" ? `${source.s3URI.replace(/\/+$/, "")}/` : source.s3URI;
}

export const isPrefix = (uri: string): boolean => uri.endsWith("/");
