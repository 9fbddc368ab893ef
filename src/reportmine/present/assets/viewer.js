"use strict";
(() => {
  const choose = (id) => {
    document.querySelectorAll(".chosen").forEach((node) => node.classList.remove("chosen"));
    const marks = document.querySelectorAll(`mark[data-facts~="${id}"]`);
    const row = document.getElementById(id);
    marks.forEach((node) => node.classList.add("chosen"));
    if (row) row.classList.add("chosen");
    return { mark: marks[0], row };
  };
  const show = (node) => node && node.scrollIntoView({ block: "center", behavior: "smooth" });
  document.querySelectorAll("tbody tr").forEach((row) => {
    row.addEventListener("click", () => show(choose(row.id).mark));
    row.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); show(choose(row.id).mark); }
    });
  });
  document.getElementById("text").addEventListener("click", (event) => {
    const mark = event.target.closest("mark");
    if (mark) show(choose(mark.dataset.facts.split(" ")[0]).row);
  });
})();
