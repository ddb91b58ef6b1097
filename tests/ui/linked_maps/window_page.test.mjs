import assert from "node:assert/strict";
import test from "node:test";

import { readHash, writeHash, writeWindowPage } from "../../../aavae/ui/linked_maps/window_page.js";

test("a hash says whose and which map; another one says the first", () => {
  assert.deepEqual(readHash(writeHash("ab12", 3)), { name: "ab12", at: 3 });
  assert.deepEqual(readHash("#ab12"), { name: "ab12", at: 0 });
  assert.deepEqual(readHash("#ab12.x"), { name: "ab12", at: 0 });
});

test("the page has the style, the script, and the address that others are relative to, in quotes", () => {
  const texts = { language: "de", alone: "Karten < Bilder" };
  const html = writeWindowPage(".alone { margin: 0 }", "blob:http://a/1", 'http://a/map?b="&c=1', texts);
  assert.match(html, /<style>\.alone \{ margin: 0 \}<\/style>/);
  assert.match(html, /import show from "blob:http:\/\/a\/1";/);
  assert.match(html, /<base href="http:\/\/a\/map\?b=&quot;&amp;c=1">/);
  assert.match(html, /<html lang="de">/);
  assert.match(html, /<title>Karten &lt; Bilder<\/title>/);
});

test("no text ends the page's script, and the script has it as it is", () => {
  const texts = { language: "de", alone: "</script>\u2028'`" };
  const html = writeWindowPage("", "blob:http://a/1", "http://a/", texts);
  assert.equal(html.split("</script>").length, 2);
  const [, literal] = /location\.hash, (.*)\);\n/s.exec(html) ?? [];
  assert.deepEqual(JSON.parse(literal), texts);
});
