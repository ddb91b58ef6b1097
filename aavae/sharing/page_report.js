// Draws the figures of a report: in the colours of the reader's scheme, on paper as wide as it.

/** Pixels between the margins of A4. */
const PAPER_WIDTH = 670;

/**
 * @typedef {{ data: object[], layout: Record<string, unknown> }} Specification
 * @typedef {{ newPlot: (element: HTMLElement, data: object[], layout: object, config: object) => Promise<unknown>,
 *   relayout: (element: HTMLElement, update: object) => Promise<unknown> }} ReportPlotly
 */

const plotly = /** @type {Window & { Plotly?: ReportPlotly }} */ (window).Plotly;
const plots = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".plot")]);

/**
 * @returns {{ "font.color": string }}
 */
function findColours() {
  const style = getComputedStyle(document.documentElement);
  return { "font.color": style.getPropertyValue("--st-text-color").trim() };
}

/**
 * @param {HTMLElement} plot
 * @returns {void}
 */
function drawPlot(plot) {
  const text = document.querySelector(`script[data-for="${plot.id}"]`)?.textContent ?? "{}";
  /** @type {Specification} */
  const { data, layout } = JSON.parse(text);
  const font = { .../** @type {object} */ (layout.font), color: findColours()["font.color"] };
  plotly?.newPlot(
    plot,
    data,
    { ...layout, font, width: undefined, autosize: true },
    { displayModeBar: false, responsive: true },
  );
}

/**
 * @param {boolean} isPaper
 * @returns {void}
 */
function fitPlots(isPaper) {
  const colour = isPaper ? { "font.color": "#000000" } : findColours();
  for (const plot of plots) {
    plotly?.relayout(plot, { ...colour, width: isPaper ? PAPER_WIDTH : null, autosize: !isPaper });
  }
}

for (const plot of plots) drawPlot(plot);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => fitPlots(false));
matchMedia("print").addEventListener("change", (event) => fitPlots(event.matches));
