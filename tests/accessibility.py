"""axe in a page, made quick: most of its time went to reading the same few colours thousands of times."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page

WITH_QUICK_MAPS = """(() => {
  // Its older form of private fields asks eight weak maps for each colour; a property of the key is twice as quick.
  const real = window.WeakMap;
  window.WeakMap = class {
    #key = Symbol();
    get(object) { return object[this.#key]; }
    has(object) { return Object.hasOwn(object, this.#key); }
    set(object, value) { object[this.#key] = value; return this; }
    delete(object) { return delete object[this.#key]; }
  };
  try { %s } finally { window.WeakMap = real; }
  // A text means one colour, however many elements have it.
  const Color = axe.commons.color.Color;
  const parse = Color.prototype.parseString;
  const known = new Map();
  Color.prototype.parseString = function (text) {
    if (!known.has(text)) known.set(text, parse.call(new Color(0, 0, 0, 1), text));
    ({ r: this.r, g: this.g, b: this.b, alpha: this.alpha } = known.get(text));
    return this;
  };
})()"""
LOAD = WITH_QUICK_MAPS.replace("%s", AXE_SCRIPT)
RUN = "options => axe.run(options).then(({ violations }) => ({ violations }))"


def check(page: Page) -> None:
    """Assert that axe finds nothing on a page, by WCAG 2.2 AA and its best practices."""
    # Preloading would fetch our stylesheet's imports relative to the page, where they are not.
    page.wait_for_load_state()
    # Loading axe takes as long as running it on a small page: once per page, whatever the number of widths.
    if not page.evaluate("'axe' in window"):
        page.evaluate(LOAD)
    found = page.evaluate(RUN, {"resultTypes": ["violations"], "preload": False})
    assert not found["violations"], AxeResults(found).generate_report()
