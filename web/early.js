// Runs before the first paint, so that a remembered theme does not flash: the one script that is not a module.
(() => {
  try {
    const theme = localStorage.getItem("loupe.theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // Storage is blocked: the browser's own theme it is.
  }
})();
