// Pointing at an actor, quote or issue shows everything that belongs to it.
for (const root of document.querySelectorAll("[data-document]")) {
  const all = [...root.querySelectorAll("[data-actor], [data-quote], [data-issue]")];
  const keys = (element, kind) => (element.dataset[kind] || "").split(" ").filter(Boolean);
  const show = (target) => {
    const kind = ["quote", "issue", "actor"].find((each) =>
      target.matches(each === "actor" ? "[data-actor]" : `.speaker[data-${each}], button[data-${each}], span[data-${each}]`)
      && target.dataset[each] !== undefined);
    const wanted = keys(target, kind);
    for (const element of all) {
      let on = keys(element, kind).some((key) => wanted.includes(key));
      // A quote also shows who says it.
      if (kind === "quote" && target.dataset.actor && element.matches(".actor")) {
        on = element.dataset.actor === target.dataset.actor;
      }
      element.classList.toggle("on", on);
    }
  };
  const clear = () => all.forEach((element) => element.classList.remove("on"));
  for (const element of all) {
    element.addEventListener("mouseenter", () => show(element));
    element.addEventListener("mouseleave", clear);
    element.addEventListener("focus", () => show(element));
    element.addEventListener("blur", clear);
  }
}
