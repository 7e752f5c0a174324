/** Names that a bucket's documents are kept by in the store: they must not change. */
export const DOCUMENTS = {
  cors: "cors",
  lifecycle: "lifecycle",
  tagging: "tagging",
  encryption: "encryption",
  publicAccessBlock: "publicAccessBlock",
  ownershipControls: "ownershipControls",
} as const;

export type DocumentName = keyof typeof DOCUMENTS;
