// Runs before the page is drawn: what only works with scripts is shown by styles under `.js`.
document.documentElement.classList.add("js");
