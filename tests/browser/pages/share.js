// What is sent to somebody else, as a person has it before them.

export class ShareDialog {
  constructor(page) {
    this.page = page;
    this.dialog = page.getByRole("dialog", { name: "Share" });
    this.link = this.dialog.getByRole("textbox", { name: "Link to the design" });
    this.downloadPicture = this.dialog.getByRole("button", { name: "Download picture" });
  }

  async open() {
    await this.page.getByRole("button", { name: "Share", exact: true }).click();
    await this.dialog.getByRole("heading", { name: "As a file" }).waitFor();
  }
}
