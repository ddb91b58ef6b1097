// Buttons that save the chart above them, as it is drawn on the page: PNG, SVG, HTML.

import { fetchKept, findObject } from "../component/kept.js";
import { makeCleanLink } from "./clean_link.js";

/**
 * @typedef {{ chart: string, figure: string, name: string, alt: string, plotly: string | null, words: Words }} Given
 *   chart: the class of the chart's element; figure: its key; plotly: the address of Plotly's script, null: not served.
 * @typedef {{ save: string, saveAs: string, failed: string } & import("./clean_link.js").LinkWords} Words in the
 *   reader's language; saveAs: with {format} in it.
 * @typedef {{ data: object[], layout: Layout }} Figure
 * @typedef {{ paper_bgcolor?: string, template?: { layout?: { font?: { color?: string } } } }} Layout
 * @typedef {{ background: string, text: string }} Colours of the page
 * @typedef {{ format: string, filename: string, width: number, height: number, scale: number }} Picture
 * @typedef {{ downloadImage: (figure: Figure, picture: Picture) => Promise<string> }} Plotly
 * @typedef {HTMLElement & Figure} Graph what Plotly makes of the element that it draws in
 */

/** Pixels of a PNG for each pixel on the page. */
const SCALE = 2;
/** Of a picture: in less, the system's letters, wider than the page's, leave no room for what is beside them. */
const MIN_WIDTH = 480;

/**
 * The Plotly that drew the page's charts leaves itself in the window; else the app's own copy does.
 * @param {string | null} address
 * @returns {Promise<Plotly>}
 */
async function findPlotly(address) {
  const page = /** @type {Window & { Plotly?: Plotly }} */ (window);
  if (!page.Plotly && address) {
    const object = await findObject(address);
    await new Promise((done, fail) => {
      const script = document.createElement("script");
      script.onload = done;
      script.onerror = fail;
      script.src = object;
      document.head.append(script);
    });
  }
  if (!page.Plotly) throw new Error("There is no Plotly.");
  return page.Plotly;
}

/**
 * A copy of what is drawn, on the page's own background. Its text has the page's colour, not the paler one
 * that Streamlit gives to charts. Its letters are the system's: a picture cannot hold the page's, and text
 * must be laid out with the letters that it is drawn with.
 * @param {Graph} graph
 * @param {Colours} colours
 * @returns {Figure}
 */
function copyFigure(graph, { background, text }) {
  const pale = graph.layout.template?.layout?.font?.color;
  /** @type {Figure} */
  const figure = JSON.parse(
    JSON.stringify({ data: graph.data, layout: graph.layout }, (name, value) => {
      if (name === "family") return "sans-serif";
      if (name === "color" && pale && value === pale) return text;
      return ArrayBuffer.isView(value) ? Array.from(/** @type {Float64Array} */ (value)) : value;
    }),
  );
  figure.layout.paper_bgcolor = background;
  return figure;
}

/**
 * @param {string} text
 * @returns {string}
 */
function escape(text) {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");
}

/**
 * A page that holds the figure and Plotly itself, so that it opens without a network.
 * @param {Figure} figure
 * @param {Given} given
 * @param {Colours} colours
 * @returns {Promise<string>}
 */
async function makePage({ data, layout }, given, { background }) {
  const script = await (await fetchKept(given.plotly ?? "")).text();
  // Without a width it is as wide as the window that it is opened in.
  const figure = {
    data,
    layout: { ...layout, width: undefined },
    config: { responsive: true, displaylogo: false },
  };
  return `<!doctype html>
<html lang="${escape(document.documentElement.lang)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escape(given.name)}</title>
<style>body { margin: 12px; background: ${background}; }</style>
<script>${script}</script>
</head>
<body>
<div id="figure" role="img" aria-label="${escape(given.alt)}"></div>
<script>Plotly.newPlot("figure", ${JSON.stringify(figure).replace(/</g, "\\u003c")});</script>
</body>
</html>
`;
}

/**
 * @param {string} page
 * @param {string} name
 * @returns {void}
 */
function savePage(page, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([page], { type: "text/html" }));
  link.download = `${name}.html`;
  link.click();
  // Not at once: the browser may not have begun to read it.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/**
 * @param {"png" | "svg" | "html"} format
 * @param {Given} given
 * @param {Colours} colours
 * @returns {Promise<void>}
 */
async function save(format, given, colours) {
  const graph = /** @type {Graph | null} */ (document.querySelector(`.${given.chart} .js-plotly-plot`));
  if (!graph?.data) throw new Error("The chart is not drawn.");
  const figure = copyFigure(graph, colours);
  if (format === "html") {
    savePage(await makePage(figure, given, colours), given.name);
    return;
  }
  const plotly = await findPlotly(given.plotly);
  await plotly.downloadImage(figure, {
    format,
    filename: given.name,
    width: Math.max(graph.offsetWidth, MIN_WIDTH),
    height: graph.offsetHeight,
    scale: format === "png" ? SCALE : 1,
  });
}

/**
 * Called by Streamlit at first, and whenever the figure has changed.
 * @param {{ parentElement: HTMLElement, data: Given }} component
 * @returns {void}
 */
export default function show({ parentElement, data }) {
  const line = /** @type {HTMLElement} */ (parentElement.querySelector(".figure-downloads"));
  const title = document.createElement("span");
  title.textContent = data.words.save;
  const notice = document.createElement("p");
  notice.setAttribute("role", "alert");
  /** @type {("png" | "svg" | "html")[]} */
  const formats = data.plotly ? ["png", "svg", "html"] : ["png", "svg"];
  const buttons = formats.map((format) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = format.toUpperCase();
    button.title = data.words.saveAs.replace("{format}", button.textContent);
    button.setAttribute("aria-label", button.title);
    button.addEventListener("click", async () => {
      notice.textContent = "";
      button.disabled = true;
      try {
        const style = getComputedStyle(line);
        await save(format, data, {
          background: style.getPropertyValue("--st-background-color"),
          text: style.getPropertyValue("--st-text-color"),
        });
      } catch (error) {
        console.error(error);
        notice.textContent = data.words.failed;
      }
      button.disabled = false;
    });
    return button;
  });
  line.replaceChildren(makeCleanLink(data.figure, data.words, line), title, ...buttons, notice);
}
