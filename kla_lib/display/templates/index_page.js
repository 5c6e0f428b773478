(() => {
  const table = document.querySelector("table"), body = table.tBodies[0], rows = [...body.rows];
  const heads = [...table.tHead.rows[0].cells].slice(0, 4);
  const words = table.closest("[data-search]").dataset;
  const say = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });
  const box = say("p", ""), label = say("label", words.search + " "), count = say("span", "");
  const input = Object.assign(document.createElement("input"), { type: "search" });
  const order = say("label", words.sort + " "), choice = say("select", "");
  box.className = "search"; order.className = "order"; count.setAttribute("role", "status");
  label.append(input); order.append(choice); box.append(label, order, count); table.parentNode.before(box);
  input.addEventListener("input", () => {
    const wanted = input.value.trim().toLocaleLowerCase();
    rows.forEach(row => { row.hidden = !row.textContent.toLocaleLowerCase().includes(wanted); });
    count.textContent = wanted ? rows.filter(row => !row.hidden).length + " / " + rows.length : "";
  });
  const key = (row, n) => row.cells[n].querySelector("[data-value]")?.dataset.value ?? row.cells[n].textContent.trim();
  const sort = (n, up) => {
    heads.forEach(head => head.removeAttribute("aria-sort"));
    heads[n].setAttribute("aria-sort", up ? "ascending" : "descending");
    choice.value = n + (up ? "+" : "-");
    rows.sort((a, b) => key(a, n).localeCompare(key(b, n), words.lang, { numeric: true }) * (up ? 1 : -1));
    body.append(...rows);
  };
  choice.append(new Option("–", ""));
  heads.forEach((head, n) => {
    const button = say("button", head.textContent);
    ["+", "-"].forEach(way => choice.append(new Option(head.textContent + (way === "+" ? " ↑" : " ↓"), n + way)));
    head.textContent = ""; head.append(button);
    button.addEventListener("click", () => sort(n, head.getAttribute("aria-sort") !== "ascending"));
  });
  choice.addEventListener("change", () => { if (choice.value) sort(+choice.value[0], choice.value[1] === "+"); });
})();
