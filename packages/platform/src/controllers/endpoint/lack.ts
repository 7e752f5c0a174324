/** What keeps an endpoint from being served. */
export interface Lack {
  /**
   * `refused`: what it names cannot work as it stands. `coming`: somebody is making what is not there. `absent`: it is not there,
   * and nothing that is here makes it.
   */
  readonly is: "refused" | "coming" | "absent";
  readonly sentence: string;
}
