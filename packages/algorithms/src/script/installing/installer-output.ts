import { defined } from "@slipway/model";
import type { EnvironmentProgress } from "@slipway/model/environment-progress.ts";

/** More than any environment has; whoever prints more names is not counted on. */
const MOST_NAMES = 100_000;

const UNITS: Readonly<Record<string, number>> = {
  ...{ bytes: 1, kB: 1e3, MB: 1e6, GB: 1e9 },
  ...{ B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 },
};

/**
 * What the lines that pip or uv prints without a terminal say of how far it is. A line that it does not know changes nothing, so that a
 * version that prints otherwise is followed less closely, and nothing else.
 */
export class InstallerOutput {
  readonly #found = new Set<string>();
  /** Sizes of downloads that are said to be under way, by name; pip has one at a time. */
  readonly #running = new Map<string, number>();
  #total: number | undefined;
  #completed = 0;
  #announced = 0;
  #installing = false;

  take(line: string): void {
    for (const [form, seen] of this.#forms) {
      const found = form.exec(line);
      if (found === null) continue;
      seen(found);
      return;
    }
  }

  /** Downloads are over, and packages are unpacked into the environment. */
  get isInstalling(): boolean {
    return this.#installing;
  }

  /** With what is measured: bytes that downloads have written, and packages that the environment has. Undefined before there is anything to tell. */
  progress(measured: {
    readonly bytes: number;
    readonly installed: number;
  }): EnvironmentProgress | undefined {
    const found = Math.max(this.#found.size, this.#total ?? 0);
    if (found === 0) return undefined;
    const downloads =
      this.#announced === 0
        ? {}
        : {
            bytes: Math.min(this.#announced, Math.max(this.#completed, measured.bytes)),
            ofBytes: this.#announced,
          };
    if (!this.#installing) return { packages: found, ...downloads };
    const packages = Math.min(measured.installed, this.#total ?? measured.installed);
    return { packages, ...defined({ ofPackages: this.#total }), ...downloads };
  }

  readonly #forms: readonly (readonly [RegExp, (found: RegExpExecArray) => void])[] = [
    // pip
    [/^Collecting ([\w.-]{1,200})/, ([, name = ""]) => this.#finds(name)],
    [
      /^\s*Downloading (\S{1,500}) \(([\d.]{1,12}) (bytes|kB|MB|GB)\)$/,
      (found) => this.#downloads(found, true),
    ],
    [/^Installing collected packages: (.*)$/, ([, names = ""]) => this.#installs(names.split(", ").length)],
    // uv
    [/^Resolved (\d{1,6}) packages? /, ([, count]) => this.#resolves(Number(count))],
    [
      /^\s*Downloading (\S{1,500}) \(([\d.]{1,12})(B|KiB|MiB|GiB)\)$/,
      (found) => this.#downloads(found, false),
    ],
    [/^\s*Downloaded (\S{1,500})$/, ([, name = ""]) => this.#completes(name)],
    [/^Prepared (\d{1,6}) packages? /, ([, count]) => this.#installs(Number(count))],
  ];

  #finds(name: string): void {
    this.#completesAll();
    if (this.#found.size < MOST_NAMES) this.#found.add(name.toLowerCase());
  }

  #resolves(count: number): void {
    this.#total = count;
  }

  #downloads([, name = "", size, unit = ""]: RegExpExecArray, isAlone: boolean): void {
    if (isAlone) this.#completesAll();
    const bytes = Number(size) * (UNITS[unit] ?? 0);
    if (!Number.isFinite(bytes) || this.#running.size >= MOST_NAMES) return;
    this.#announced += bytes - (this.#running.get(name) ?? 0);
    this.#running.set(name, bytes);
  }

  #completes(name: string): void {
    this.#completed += this.#running.get(name) ?? 0;
    this.#running.delete(name);
  }

  #completesAll(): void {
    this.#running.clear();
    this.#completed = this.#announced;
  }

  #installs(count: number): void {
    this.#completesAll();
    this.#total = count;
    this.#installing = true;
  }
}
