/** After a record was saved, moved or deleted the focus is on its row, or on the list. */
const row = location.hash && document.getElementById(location.hash.slice(1));
if (row) {
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "center" });
}
