/** Objects of S3, as SageMaker's `S3DataSource` and `Channel` name them. */
export interface S3Data {
  readonly s3Uri: string;
  readonly s3DataType: "S3Prefix" | "ManifestFile" | "AugmentedManifestFile";
  readonly distribution: "FullyReplicated" | "ShardedByS3Key";
  readonly compression: "None" | "Gzip";
  /** Of an augmented manifest: what is sent of each of its lines, in this order. */
  readonly attributes?: readonly string[];
  /** The order is drawn by it, anew for each epoch; absent: that of the keys, or of the manifest. */
  readonly shuffleSeed?: number;
  /** Each object, or attribute, is streamed as one record. */
  readonly wrapper?: "RecordIO";
}
