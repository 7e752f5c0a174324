/** What becomes of an object's dependents, in Kubernetes' words (meta/v1 DeletionPropagation). */
export const PROPAGATION = { background: "Background", foreground: "Foreground", orphan: "Orphan" } as const;
