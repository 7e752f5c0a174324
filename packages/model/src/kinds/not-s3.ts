/** A sentence for a URI that names anything else than S3; none for one that is not said. */
export const notS3 = (uri: string | undefined, field: string): readonly string[] =>
  uri === undefined || uri.startsWith("s3://")
    ? []
    : [`${field} ${uri} is no s3:// URI, and nothing else is served`];
