"""The page of `views.pair.compare_html`: markup, style and the few lines of script, in one string."""

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title_b }} beside {{ title_a }}</title>
<style>
:root { color-scheme: light dark; --paper: #fff; --ink: #1a1d21; --muted: #5b626c; --line: #e3e5e9; --on: #fff3c4;
  --dropped: #a33b2a; }
@media (prefers-color-scheme: dark) { :root { --paper: #14171a; --ink: #e7e9ec; --muted: #a0a7b1; --line: #2d3238;
  --on: #4a4212; --dropped: #f0927f; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.6 ui-sans-serif, system-ui, sans-serif; }
header, main, section { max-width: 1280px; margin: 0 auto; padding: 24px 32px 0; }
h1 { margin: 0; font: 400 1.5rem/1.3 ui-serif, Georgia, serif; }
h2 { margin: 0 0 8px; font-size: 15px; }
p.lead { margin: 8px 0; color: var(--muted); }
ul.legend { display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 8px 0 0; padding: 0; list-style: none;
  font-size: 13px; }
main { display: grid; grid-template-columns: 1fr 1fr; gap: 40px; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; font-family: ui-serif, Georgia, serif; }
.s { color: inherit; text-decoration: none; border-radius: 2px; }
.verbatim { border-bottom: 2px solid {{ colours.verbatim }}; }
.edited { border-bottom: 2px dotted {{ colours.edited }}; }
.paraphrase { border-bottom: 2px dashed {{ colours.paraphrase }}; }
.new { border-bottom: 3px double {{ colours.new }}; }
.dropped { color: var(--dropped); }
.aside { color: var(--muted); }
mark { background: none; color: inherit; font-weight: 600; }
.on, .s:focus { background: var(--on); outline: none; }
table { border-collapse: collapse; width: 100%; font-size: 13px; }
th, td { padding: 6px 12px 6px 0; border-top: 1px solid var(--line); text-align: left; vertical-align: top;
  overflow-wrap: anywhere; }
section { padding-bottom: 48px; }
@media (max-width: 800px) { main { grid-template-columns: 1fr; } header, main, section { padding: 16px 16px 0; } }
@media print { .s { break-inside: avoid; } }
</style>
</head>
<body>
<header>
<h1>{{ title_b }} beside {{ title_a }}</h1>
<p class="lead">{{ summary }}.</p>
<ul class="legend" aria-label="Marks">
{% for tie, said in words.items() if counts[tie] %}
<li><span class="{{ tie }}">{{ said }}</span> ({{ counts[tie] }})</li>
{% endfor %}
{% if spans %}<li><mark>Bold</mark>: shared runs of words ({{ spans|length }})</li>{% endif %}
</ul>
</header>
<main>
{% for side, title, blocks in (("a", title_a, blocks_a), ("b", title_b, blocks_b)) %}
<article aria-labelledby="title-{{ side }}">
<h2 id="title-{{ side }}">{{ title }}</h2>
<div class="text">
{%- for block in blocks -%}
{%- set tag = "a" if block.target else "span" -%}
<{{ tag }} class="s {{ block.tie }}" id="{{ block.id }}" data-keys="{{ block.keys }}" title="{{ block.title }}"
{%- if block.target %} href="#{{ block.target }}"{% endif %}>
{%- for piece in block.pieces -%}
{%- if piece.run is none %}{{ piece.text }}{% else -%}
<mark data-run="{{ piece.run }}" title="{{ spans[piece.run].kind }}: {{ spans[piece.run].words }} words">
{{- piece.text }}</mark>{% endif -%}
{%- endfor -%}
</{{ tag }}>{{ block.after }}
{%- endfor -%}
</div>
</article>
{% endfor %}
</main>
{% macro table(rows) %}
<table>
<thead><tr><th>Status</th><th>Kind</th><th>{{ title_b }}</th><th>{{ title_a }}</th></tr></thead>
<tbody>
{% for row in rows %}
<tr><td>{{ row.status }}</td><td>{{ row.kind }}</td><td>
{%- if row.parts -%}
{% for tag, words in row.parts %}{% if tag == "gone" %}<del>{{ words }}</del>
{%- elif tag == "new" %}<ins>{{ words }}</ins>
{%- else %}{{ words }}{% endif %} {% endfor %}
{%- else %}{{ row.here }}{% endif -%}
</td><td>{{ row.there }}</td></tr>
{% endfor %}
</tbody>
</table>
{% endmacro %}
{% if passages %}
<section aria-labelledby="passages">
<h2 id="passages">Passages that restate one another</h2>
<table>
<thead><tr><th>Kind</th><th>Likeness</th><th>{{ title_b }}</th><th>{{ title_a }}</th></tr></thead>
<tbody>
{% for one in passages %}
<tr><td>{{ one.kind }}</td><td>{{ one.similarity }}</td><td><a href="#{{ one.to_b }}">{{ one.b }}</a></td>
<td><a href="#{{ one.to_a }}">{{ one.a }}</a></td></tr>
{% endfor %}
</tbody>
</table>
</section>
{% endif %}
{% if facts or folded %}
<section aria-labelledby="facts">
<h2 id="facts">Facts</h2>
{% if facts %}{{ table(facts) }}{% endif %}
{% for status, rows in folded %}
<details><summary>{{ status }} ({{ rows|length }})</summary>
{{ table(rows) }}
</details>
{% endfor %}
</section>
{% endif %}
<script>
(function () {
  function partners(node) {
    var keys = (node.dataset.keys || "").split(" ").filter(Boolean);
    return Array.prototype.filter.call(document.querySelectorAll(".s"), function (other) {
      return (other.dataset.keys || "").split(" ").some(function (key) { return keys.indexOf(key) >= 0; });
    });
  }
  function light(event, on) {
    var node = event.target.closest ? event.target.closest(".s") : null;
    if (node) { partners(node).forEach(function (other) { other.classList.toggle("on", on); }); }
  }
  ["mouseover", "focusin"].forEach(function (name) {
    document.addEventListener(name, function (event) { light(event, true); });
  });
  ["mouseout", "focusout"].forEach(function (name) {
    document.addEventListener(name, function (event) { light(event, false); });
  });
  document.addEventListener("click", function (event) {
    var node = event.target.closest ? event.target.closest("a.s") : null;
    var goal = node && document.getElementById(node.getAttribute("href").slice(1));
    if (goal) { event.preventDefault(); goal.scrollIntoView({ block: "center" }); goal.focus(); }
  });
})();
</script>
</body>
</html>
"""
