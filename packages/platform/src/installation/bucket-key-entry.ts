/** The entry of the artifacts' Secret, and so the file of the operator's, that holds the key of a namespace. */
export const bucketKeyEntry = (namespace: string): string => `key.${namespace}`;
