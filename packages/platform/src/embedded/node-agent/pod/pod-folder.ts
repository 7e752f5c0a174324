import { join } from "node:path";

const SAFE = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** Where everything of one pod stands on disk. */
export class PodFolder {
  readonly path: string;

  constructor(podsDir: string, uid: string) {
    this.path = join(podsDir, safe(uid));
  }

  get record(): string {
    return join(this.path, "pod.json");
  }
  /** What is stored of what the program has left so far. */
  get synced(): string {
    return join(this.path, "synced.json");
  }
  /** What holds the network that its containers share. */
  get hold(): string {
    return join(this.path, "hold");
  }
  get state(): string {
    return join(this.path, "state");
  }
  volume(name: string): string {
    return join(this.path, "volumes", safe(name));
  }
  container(name: string): string {
    return join(this.path, "containers", safe(name));
  }
  log(container: string): string {
    return join(this.container(container), "log");
  }
  termination(container: string): string {
    return join(this.container(container), "termination");
  }
  home(container: string): string {
    return join(this.container(container), "home");
  }
  temporary(container: string): string {
    return join(this.container(container), "tmp");
  }
}

/** The API server admits no such names; a path is made of nothing that was not looked at, all the same. */
function safe(name: string): string {
  if (!SAFE.test(name)) throw new Error(`"${name}" cannot be a file's name`);
  return name;
}
