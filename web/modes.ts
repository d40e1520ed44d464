import { closeCamera } from "./camera.js";
import { element } from "./elements.js";
import { bringKeyTo } from "./key.js";
import { setUpTabs } from "./tabs.js";

/** Connects the tabs of the whole page. The address tells which one is open, so that a reload keeps it. */
export function setUpModes(): void {
  setUpTabs(element("modes", HTMLElement), (panel) => {
    closeCamera();
    bringKeyTo(panel);
    const isTeach = panel.id === "teach-panel";
    if (isTeach !== location.hash.startsWith("#teach")) {
      history.replaceState(null, "", isTeach ? "#teach" : location.pathname + location.search);
    }
  });
  if (location.hash.startsWith("#teach")) element("teach-tab", HTMLElement).click();
}
