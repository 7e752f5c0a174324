/** Watches one metric; tells when it has not improved for `patience` rounds. */
export class EarlyStopping {
  readonly #patience: number;
  readonly #higherIsBetter: boolean;
  #bestValue = Number.NaN;
  #bestRound = -1;

  constructor(patience: number, higherIsBetter: boolean) {
    this.#patience = patience;
    this.#higherIsBetter = higherIsBetter;
  }

  get best(): { readonly round: number; readonly value: number } {
    return { round: this.#bestRound, value: this.#bestValue };
  }

  /** Takes a round's value; true when training should stop. */
  take(round: number, value: number): boolean {
    const better = this.#higherIsBetter ? value > this.#bestValue : value < this.#bestValue;
    if (this.#bestRound < 0 || better) {
      this.#bestRound = round;
      this.#bestValue = value;
    }
    return round - this.#bestRound >= this.#patience;
  }
}
