/* Choosing teams for a round: find one among many, and keep "all teams of this school" in step with its teams. */

const root = document.querySelector("[data-teams]");

const fold = (text) =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .trim();

if (root) {
  const schools = [...root.querySelectorAll("[data-school]")].map((element) => ({
    element,
    name: fold(element.dataset.school),
    all: element.querySelector('input[name="schools"]'),
    teams: [...element.querySelectorAll("[data-team]")].map((row) => ({
      row,
      name: fold(row.dataset.team),
      box: row.querySelector("input"),
    })),
  }));
  const filter = root.querySelector("[data-teams-filter]");
  const input = filter.querySelector("input");
  const count = filter.querySelector("[data-teams-count]");
  const total = schools.reduce((sum, school) => sum + school.teams.length, 0);

  // The box of a school is ticked when all its teams are, and half when some are.
  const settle = () => {
    let chosen = 0;
    for (const school of schools) {
      const ticked = school.teams.filter((team) => team.box.checked).length;
      chosen += ticked;
      if (!school.all) continue;
      school.all.checked = ticked === school.teams.length;
      school.all.indeterminate = ticked > 0 && !school.all.checked;
    }
    return chosen;
  };

  const tell = (none = false) => {
    const words = count.dataset.words.replace("{n}", settle()).replace("{total}", total);
    count.textContent = none ? input.dataset.none : words;
  };

  root.addEventListener("change", (event) => {
    const school = schools.find(({ all }) => all === event.target);
    for (const { box } of school?.teams ?? []) {
      if (!box.disabled) box.checked = event.target.checked;
    }
    tell();
  });

  input.addEventListener("input", () => {
    const wanted = fold(input.value);
    let found = 0;
    for (const school of schools) {
      let here = 0;
      for (const team of school.teams) {
        team.row.hidden = !(team.name.includes(wanted) || school.name.includes(wanted));
        if (!team.row.hidden) here += 1;
      }
      school.element.hidden = here === 0;
      found += here;
    }
    tell(found === 0);
  });

  // Enter in the search box would send the form.
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });

  filter.hidden = total < 13;
  tell();
}
