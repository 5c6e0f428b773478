(() => {
  const table = document.querySelector("table"), body = table.tBodies[0], rows = [...body.rows];
  const words = table.closest("[data-search]").dataset;
  const say = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });
  const box = say("p", ""), label = say("label", words.search + " "), count = say("span", "");
  const input = Object.assign(document.createElement("input"), { type: "search" });
  box.className = "search"; count.setAttribute("role", "status");
  label.append(input); box.append(label, count); table.parentNode.before(box);
  input.addEventListener("input", () => {
    const wanted = input.value.trim().toLocaleLowerCase();
    rows.forEach(row => { row.hidden = !row.textContent.toLocaleLowerCase().includes(wanted); });
    count.textContent = wanted ? rows.filter(row => !row.hidden).length + " / " + rows.length : "";
  });
  const key = (row, n) => row.cells[n].querySelector("[data-value]")?.dataset.value ?? row.cells[n].textContent.trim();
  [...table.tHead.rows[0].cells].slice(0, 4).forEach((head, n) => {
    const button = say("button", head.textContent);
    head.textContent = ""; head.append(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      [...table.tHead.rows[0].cells].forEach(cell => cell.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      rows.sort((a, b) => key(a, n).localeCompare(key(b, n), words.lang, { numeric: true }) * (up ? 1 : -1));
      body.append(...rows);
    });
  });
})();
