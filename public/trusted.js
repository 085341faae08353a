// What may become markup or a script where the browser asks (require-trusted-types-for, which
// xtask/src/site/policy.rs writes): shapes and words that the program was compiled with, without
// handlers and styles, and the page's own scripts. No person's text ever comes this way.
window.trustedTypes?.createPolicy("default", {
  createHTML(text) {
    // As one literal: trunk makes scripts smaller, and spoils what is put together of escapes.
    const plain = /^[^<]*(?:<\/?(?!(?:script|style|template|iframe|frame|object|embed|link|meta|base|form)\b)[a-z][a-z0-9-]*(?: (?!on|style|src|action|form|xlink|href="(?!https:\/\/|docs\/))[a-z][a-z0-9:-]*(?:="[^"]*")?)*\s?\/?>[^<]*)*$/i;
    return plain.test(text) ? text : null;
  },
  createScriptURL(text) {
    const { href } = new URL(text, location.href);
    const here = new URL("./", location.href).href;
    const own = href.startsWith(here) && /^[\w-]+\.js$/.test(href.slice(here.length));
    // The worker's starter: src/bin/designer/bridge.rs.
    return own || href.startsWith(`blob:${location.origin}/`) ? href : null;
  },
});
