/** The text with its first letter as a small one: AWS's members as Kubernetes' fields, and as AWS names them in its sentences. */
export const lowerFirst = (text: string): string => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
