/**
 * Makes tabs of a list of buttons, as WAI-ARIA's pattern describes: one stop for the Tab key, arrows
 * within, Home and End.
 *
 * @param shown is called with a panel when its tab is chosen
 */
export function setUpTabs(list: HTMLElement, shown: (panel: HTMLElement) => void = () => {}): void {
  const tabs = [...list.querySelectorAll<HTMLElement>("[role=tab]")];
  const select = (chosen: HTMLElement): void => {
    for (const tab of tabs) {
      const selected = tab === chosen;
      tab.setAttribute("aria-selected", String(selected));
      tab.tabIndex = selected ? 0 : -1;
      const panel = document.getElementById(tab.getAttribute("aria-controls") ?? "");
      if (panel) panel.hidden = !selected;
      if (panel && selected) shown(panel);
    }
  };
  for (const [at, tab] of tabs.entries()) {
    tab.addEventListener("click", () => select(tab));
    tab.addEventListener("keydown", (event) => {
      const next = {
        ArrowRight: tabs.at((at + 1) % tabs.length),
        ArrowLeft: tabs.at(at - 1),
        Home: tabs.at(0),
        End: tabs.at(-1),
      }[event.key];
      if (!next) return;
      event.preventDefault();
      select(next);
      next.focus();
    });
  }
}
