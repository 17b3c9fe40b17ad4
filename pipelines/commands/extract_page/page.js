// Pointing at an actor, quote or issue shows all that belongs to it; a click keeps it, Esc lets it go.
for (const root of document.querySelectorAll("[data-document]")) {
  const members = { actor: new Map(), quote: new Map(), issue: new Map(), speaker: new Map() };
  for (const element of root.querySelectorAll("[data-actor], [data-quote], [data-issue]")) {
    for (const kind in members) {
      for (const key of (element.dataset[kind] || "").split(" ").filter(Boolean)) {
        if (!members[kind].has(key)) members[kind].set(key, []);
        members[kind].get(key).push(element);
      }
    }
  }
  const found = (kind, keys) => keys.flatMap((key) => members[kind].get(key) || []);
  const kindOf = (element) =>
    element.dataset.kind || ["actor", "quote", "issue"].find((kind) => element.dataset[kind] !== undefined);

  // A quote shows its speaker, an actor what it says.
  const related = (element) => {
    const kind = kindOf(element);
    const keys = element.dataset[kind].split(" ");
    const all = found(kind, keys);
    if (kind === "quote") {
      const speakers = all.map((each) => each.dataset.speaker).filter(Boolean);
      return all.concat(found("actor", speakers).filter((each) => each.dataset.kind === "actor"));
    }
    return kind === "actor" ? all.concat(found("speaker", keys)) : all;
  };
  let lit = [];
  let kept = null;
  const light = (element) => {
    for (const each of lit) each.classList.remove("on");
    lit = element ? related(element) : [];
    for (const each of lit) each.classList.add("on");
    root.dataset.lit = element ? kindOf(element) : "";
  };
  const keep = (element) => {
    if (kept) kept.removeAttribute("data-kept");
    for (const button of root.querySelectorAll("[aria-pressed=true]")) button.setAttribute("aria-pressed", "false");
    kept = element === kept ? null : element;
    if (kept) kept.setAttribute("data-kept", "");
    if (kept && kept.hasAttribute("aria-pressed")) kept.setAttribute("aria-pressed", "true");
    light(kept);
  };
  const under = (event) => event.target.closest("[data-kind], [data-actor], [data-quote], [data-issue]");

  root.addEventListener("mouseover", (event) => { if (!kept) light(under(event)); });
  root.addEventListener("mouseleave", () => { if (!kept) light(null); });
  root.addEventListener("focusin", (event) => { if (!kept) light(under(event)); });
  root.addEventListener("focusout", () => { if (!kept) light(null); });
  root.addEventListener("click", (event) => {
    const element = under(event);
    if (element) keep(element); else if (kept && !event.target.closest("a, summary")) keep(kept);
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && kept) keep(kept); });
}
