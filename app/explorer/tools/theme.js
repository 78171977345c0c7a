// Light or dark: as the system says, unless chosen here.

const KEY = "entente-theme";
const system = matchMedia("(prefers-color-scheme: dark)");

const kept = () => {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // storage is refused; the system decides
  }
};

function apply() {
  document.documentElement.dataset.theme = kept() ?? (system.matches ? "dark" : "light");
  document.dispatchEvent(new Event("themechange")); // canvases draw themselves anew
}

/** The other one, and remember it. */
export function turn() {
  const next = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  try {
    localStorage.setItem(KEY, next);
  } catch { /* for this page alone */ }
  document.documentElement.dataset.theme = next;
  document.dispatchEvent(new Event("themechange"));
}

system.addEventListener("change", apply);
apply();
