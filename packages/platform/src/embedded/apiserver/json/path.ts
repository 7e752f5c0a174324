/** A field's place as Kubernetes writes it: `spec.env[0].name`, `metadata.labels[a/b]`. */
export function child(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

export function index(path: string, position: number): string {
  return `${path}[${position}]`;
}
