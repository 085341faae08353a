// Which typing is one step of the page's history: a run without a pause, at one place, of one kind.

/** How long a pause ends a run, in milliseconds. */
const PAUSE = 1000;

/** Gives a function that says of each update whether a new run begins with it. */
export function runs() {
  let last = { time: -Infinity, at: -1, kind: "" };
  return (update) => {
    const event = update.transactions.find((one) => one.docChanged);
    const kind = ["input.type", "delete.backward", "delete.forward"].find((one) => event?.isUserEvent(one)) ?? "";
    let start = Infinity;
    let [from, to] = [-1, -1];
    update.changes.iterChangedRanges((before, _end, after, end) => {
      start = Math.min(start, before);
      from = after;
      to = end;
    });
    const time = performance.now();
    // Where the last change ended this one starts, or it takes from there.
    const near = start <= last.at && last.at <= update.startState.selection.main.to + 1;
    const goesOn = kind !== "" && kind === last.kind && time - last.time < PAUSE && near;
    last = { time, at: kind === "input.type" ? to : from, kind };
    return !goesOn;
  };
}
