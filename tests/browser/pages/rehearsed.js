// One of the ways to rehearse beside Failure, as a person has it before them: its tab, and its sentence.

export class Rehearsed {
  /** By the rehearsal, the name of its tab, that of its card, and what its sentence has once it is there. */
  constructor(rehearsal, name, card, first) {
    Object.assign(this, { rehearsal, name, first });
    this.page = rehearsal.page;
    this.choice = this.page.getByRole("tablist", { name: "What is rehearsed" });
    this.card = this.page.getByRole("region", { name: card });
    this.told = this.card.locator(".told");
    this.before = this.card.locator(".before");
    this.panel = this.page.getByRole("tabpanel", { name });
    this.time = this.page.getByRole("slider", { name: /^Time/ });
  }

  tab(name) {
    return this.choice.getByRole("tab", { name, exact: true });
  }

  async enter() {
    await this.rehearsal.enter();
    await this.open();
  }

  /** Chooses it, where Rehearse is open; on a phone its details are opened first. */
  async open() {
    const details = this.rehearsal.card.getByRole("button", { name: "Details" });
    if (await details.count()) await details.click();
    await this.tab(this.name).click();
    await this.sentence(this.first);
  }

  /** Waits until the sentence is so, and gives it. */
  async sentence(expected) {
    await this.told.filter({ hasText: expected }).waitFor();
    return this.told.textContent();
  }

  /** Waits until the sentence is exactly that. */
  async says(sentence) {
    await this.told.getByText(sentence, { exact: true }).waitFor();
  }
}
