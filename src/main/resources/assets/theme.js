// Runs before the first paint, so that neither the theme nor the navigation's width flashes.
(function (root) {
  root.classList.add("js");
  try {
    var theme = localStorage.getItem("plinth.theme");
    if (theme) root.dataset.theme = theme;
    if (localStorage.getItem("plinth.nav") === "slim") root.dataset.nav = "slim";
  } catch (e) {
    // Storage is switched off: the system's theme it is.
  }
})(document.documentElement);
