// The dialog of designs, as a person has it before them.

export class DesignsDialog {
  constructor(page) {
    this.page = page;
    this.name = page.getByRole("heading", { name: /^Presswright:/ }).getByRole("button");
    this.dialog = page.getByRole("dialog", { name: "Designs" });
    this.list = this.dialog.getByRole("list", { name: "Designs" });
    this.items = this.list.getByRole("listitem");
  }

  async open() {
    await this.name.click();
    await this.list.waitFor();
  }

  /** Begins a new one with a preset, as a phone has no other button for. */
  async begin(preset) {
    await this.name.click();
    await this.dialog.getByRole("button", { name: new RegExp(`^${preset}\\b`) }).click();
    await this.page.getByRole("heading", { name: `Presswright: ${preset}`, exact: true }).waitFor();
  }

  /** The button that opens a design. */
  of(name) {
    return this.list.getByRole("button", { name: new RegExp(`^${name} `) });
  }

  async names() {
    return this.list.locator("b").allTextContents();
  }
}
