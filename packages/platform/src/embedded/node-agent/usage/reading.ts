/** What one launch of a container has taken; what nobody tells is absent. */
export interface Reading {
  /** NAME.COUNT */
  readonly launch: string;
  readonly startedAt: Date;
  /** Of processors, since it started. */
  readonly cpuMs?: number;
  /** Now. */
  readonly memoryBytes?: number;
}
