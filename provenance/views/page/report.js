"use strict";
(async () => {
  const held = document.getElementById("data");
  const unpacked = (text) => new Response(new Blob([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))]).stream().pipeThrough(new DecompressionStream("deflate"))).text();
  const data = JSON.parse(held.dataset.packed ? await unpacked(held.textContent) : held.textContent);
  const view = document.getElementById("view"), overview = document.getElementById("overview");
  const method = document.getElementById("method"), tip = document.getElementById("tip");
  const CODES = { verbatim: "Vb", paraphrase: "Pa", added: "Ad", padding: "Pd", unclear: "Uc", furniture: "Fu", disclosure: "Di", heading: "Hd" };
  const AI = { likely_ai: "reads as AI-rewritten", unclear: "is unclear: no label is given", likely_human: "reads as human-written" };
  const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb]/g;

  // Text reaches the page through text nodes and attributes only, never as markup.
  const visible = (text) => text.replace(HIDDEN, (c) => "⟨U+" + c.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0") + "⟩");
  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
    for (const child of children.flat(Infinity)) if (child !== null && child !== undefined && child !== "") element.append(child instanceof Node ? child : visible(String(child)));
    return element;
  }
  const bdi = (text) => make("bdi", {}, text);
  const percent = (share) => { const v = 100 * share; return v > 0 && v < 1 ? "<1 %" : (v < 100 ? Math.min(99, Math.round(v)) : 100) + " %"; };
  const figure = (value) => value === null || value === undefined ? "–" : Number(value).toFixed(2).replace(/^0\./, ".");
  const plural = (n, word) => n.toLocaleString("en") + " " + word + (n === 1 ? "" : "s");
  const docLink = (n) => make("a", { href: "#document-" + n }, bdi(data.docs[n].name));
  const code = (role) => make("span", { class: "code role-" + role, title: role }, CODES[role], make("span", { class: "hidden" }, " " + role + ": "));
  const slug = (word) => word.replace(/_/g, " ");

  // ---- the drawing -------------------------------------------------------------------------------------------
  const form = document.querySelector(".filters");
  const rows = [...document.querySelectorAll(".lineage tbody tr")];
  const byNumber = new Map(rows.map((row) => [row.dataset.row, row]));
  function path(edge, x, px, up, number) {
    if (!edge.classList.contains("beside")) return "M" + px + " " + (up < 0 ? up + 7 : up - 7) + "V0H" + (x > px ? x - 8 : x + 8);
    const bow = Math.min(px, x) - 14 - 8 * (number % 3);
    return "M" + (px - 4) + " " + up + "C" + bow + " " + up + " " + bow + " 0 " + (x - 9) + " 0";
  }
  // Everything is measured before anything is moved: a measure after a move lays the whole page out again.
  function place(row, narrow) {
    const svg = row.querySelector(".c-tree svg"), mark = svg && row.querySelector(".c-tree .mark");
    if (!svg) return {};
    const top = row.offsetTop, height = row.offsetHeight, width = svg.clientWidth - 20;
    const x = !mark ? 0 : narrow ? 8 + Math.min(3, mark.dataset.depth) * 16 : 8 + mark.dataset.x * width;
    return { mark, top, height, width, x, y: top + height / 2 };
  }
  function draw() {
    if (form.sort.value) return;
    const narrow = document.documentElement.classList.contains("narrow");
    const shown = rows.filter((row) => !row.hidden), places = new Map(shown.map((row) => [row, place(row, narrow)]));
    for (const [row, at] of places) {
      if (!at.mark) continue;
      const half = at.height / 2;
      at.mark.setAttribute("transform", "translate(" + at.x + " " + half + ")");
      row.querySelectorAll(".edge").forEach((edge, number) => {
        const from = places.get(byNumber.get(edge.dataset.from));
        edge.style.display = from ? "" : "none";
        if (!from) return;
        edge.setAttribute("transform", "translate(0 " + half + ")");
        const shape = path(edge, at.x, from.x, from.y - at.y, number);
        edge.querySelector(".hit").setAttribute("d", shape);
        edge.querySelector(".line").setAttribute("d", shape);
        const tip = at.x > from.x || edge.classList.contains("beside") ? at.x - 6 : at.x + 6, back = tip < at.x ? -8 : 8;
        edge.querySelector(".head").setAttribute("d", edge.classList.contains("undirected") ? "" : "M" + tip + " 0l" + back + " -4v8z");
      });
    }
    let last = null;
    for (const row of shown.reverse()) {
      const at = places.get(row);
      if (at.mark) { last = last || at; continue; }
      if (row.classList.contains("story")) { ticks(row, at, last); last = null; }
    }
  }
  function ticks(row, at, last) {
    const height = last ? last.top + last.height - at.top : 0, width = at.width;
    const all_ticks = [...row.querySelectorAll(".tick")], taken = [];
    for (const tick of [all_ticks[0], all_ticks[all_ticks.length - 1], ...all_ticks.slice(1, -1)].filter((t) => t)) {
      tick.setAttribute("transform", "translate(" + (8 + tick.dataset.x * width) + " " + (at.height - 34) + ")");
      tick.querySelector("path").setAttribute("d", "M0 34V" + (height - at.height + 30));
      const text = tick.querySelector("text"), wide = 6.4 * text.textContent.length, x = tick.dataset.x * width;
      const start = tick.dataset.x > 0.9 ? x - wide : tick.dataset.x < 0.1 ? x : x - wide / 2;
      text.style.textAnchor = tick.dataset.x > 0.9 ? "end" : tick.dataset.x < 0.1 ? "start" : "middle";
      const clash = taken.some(([t, from, to]) => t !== tick && start < to + 8 && from < start + wide + 8);
      tick.style.display = clash ? "none" : "";
      if (!clash) taken.push([tick, start, start + wide]);
    }
  }

  // ---- search, filters, order; all kept in the address -----------------------------------------------------------
  const MOST = Number(document.body.dataset.most), body = document.querySelector(".lineage tbody");
  const fields = [...form.elements].filter((field) => field.name), open = new Set();
  let most = MOST;
  const docOf = (row) => data.docs[row.dataset.id.split("-")[1]];
  const listed = rows.filter((row) => row.classList.contains("document"));
  const words = new Map(listed.map((row) => { const doc = docOf(row); return [row, [doc.name, doc.title, doc.id, row.dataset.outlet].join(" ").toLowerCase()]; }));
  const KEYS = {
    date: (row) => docOf(row).date, outlet: (row) => row.dataset.outlet.toLowerCase(), p: (row) => -(docOf(row).p ?? -1),
    reused: (row) => -((docOf(row).shares.verbatim || 0) + (docOf(row).shares.paraphrase || 0)), padding: (row) => -docOf(row).padding.share_words,
  };
  const address = () => {
    const told = new URLSearchParams(fields.filter((field) => field.value).map((field) => [field.name, field.value]));
    return "#" + (String(told) ? "?" + told : "overview");
  };
  function restore() {
    const told = new URLSearchParams(location.hash.slice(2));
    for (const field of fields) {
      field.value = told.get(field.name) || "";
      if (field.value !== (told.get(field.name) || "")) field.value = "";
    }
    order();
  }
  function order() {
    const key = KEYS[form.sort.value];
    document.querySelector(".lineage").classList.toggle("sorted", Boolean(key));
    const sorted = key ? [...rows].sort((a, b) => { const [x, y] = [a, b].map((row) => row.classList.contains("document") ? key(row) : ""); return x < y ? -1 : x > y ? 1 : 0; }) : rows;
    body.append(...sorted);
  }
  function filter() {
    const wanted = [...form.querySelectorAll("select")].filter((select) => select.value && select.name !== "sort"), sorted = Boolean(form.sort.value);
    const find = form.find.value.trim().toLowerCase().split(/\s+/).filter((word) => word);
    let shown = 0, matching = 0, folded = 0;
    for (const row of sorted ? body.rows : rows) if (row.classList.contains("document")) {
      const fits = wanted.every((select) => row.dataset[select.name] === select.value) && find.every((word) => words.get(row).includes(word));
      const copy = fits && !sorted && !find.length && row.dataset.copy !== undefined && !open.has(row.dataset.copy);
      matching += fits; folded += copy;
      row.hidden = !fits || copy || shown >= most;
      shown += !row.hidden;
    }
    for (const row of rows) if (row.classList.contains("source")) {
      const held = data.sources[row.dataset.id.split("-")[1]].explains;
      row.hidden = sorted || (wanted.length + find.length > 0 && !held.some(([n]) => { const r = document.querySelector('[data-id="document-' + n + '"]'); return r && !r.hidden; }));
    }
    let story = null;
    for (const row of rows) {
      if (row.classList.contains("story")) { story = row; row.hidden = true; } else if (!row.hidden && story) story.hidden = sorted;
    }
    const rest = matching - shown - folded, more = document.querySelector(".more");
    form.querySelector("output").textContent = (matching < data.docs.length || shown < matching ? shown + " of " + data.docs.length + " shown" : shown + " shown") + (folded ? ", " + plural(folded, "copy").replace("copys", "copies") + " folded" : "");
    form.querySelector("button").hidden = address() === "#overview";
    document.querySelector(".empty").hidden = matching > 0;
    more.hidden = rest <= 0;
    more.firstChild.textContent = "Show the other " + rest.toLocaleString("en");
    for (const button of body.querySelectorAll(".fold")) {
      const opened = open.has(button.dataset.of), number = Number(button.dataset.copies);
      button.hidden = sorted || find.length > 0;
      button.setAttribute("aria-expanded", opened);
      button.textContent = (opened ? "fold " : "+ ") + number + (number === 1 ? " copy" : " copies");
    }
    draw();
  }
  const changed = () => { most = MOST; history.replaceState(null, "", address()); filter(); };
  form.addEventListener("input", (event) => { if (event.target.name === "find") changed(); });
  form.addEventListener("change", (event) => { if (event.target.name === "sort") order(); changed(); });
  form.addEventListener("reset", () => setTimeout(() => { order(); changed(); form.find.focus(); }));
  form.addEventListener("submit", (event) => event.preventDefault());
  document.querySelector(".more").addEventListener("click", () => { most = Infinity; filter(); });
  body.addEventListener("click", (event) => {
    const button = event.target.closest(".fold");
    if (!button) return;
    if (!open.delete(button.dataset.of)) open.add(button.dataset.of);
    filter();
  });

  // ---- evidence on hover and on focus ------------------------------------------------------------------------
  function showTip(link) {
    const edge = data.edges[link.dataset.edge], box = link.querySelector(".line").getBoundingClientRect();
    const kind = !edge.directed ? " shares a source with " : edge.kind === "second_source" ? " also draws on " : " derives from ";
    tip.replaceChildren(make("p", {}, bdi(edge.child), kind, bdi(edge.parent), ", support " + figure(edge.support)),
      make("ul", {}, edge.evidence.slice(0, 4).map(([, text]) => make("li", {}, bdi(text)))));
    tip.hidden = false;
    const left = Math.min(box.right + 12, document.documentElement.clientWidth - tip.offsetWidth - 16);
    tip.style.left = Math.max(16, left) + scrollX + "px";
    tip.style.top = box.bottom + 10 + scrollY + "px";
    link.closest("tr").classList.add("lit");
    const from = byNumber.get(link.dataset.from);
    if (from) from.classList.add("lit");
  }
  function hideTip() {
    tip.hidden = true;
    document.querySelectorAll("tr.lit").forEach((row) => row.classList.remove("lit"));
  }
  for (const [on, off] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
    overview.addEventListener(on, (event) => { const link = event.target.closest(".edge"); if (link) { hideTip(); showTip(link); } });
    overview.addEventListener(off, (event) => { if (event.target.closest(".edge")) hideTip(); });
  }

  // ---- pieces of the views -----------------------------------------------------------------------------------
  const reasons = (list) => list.length ? make("ul", { class: "reasons" }, list.map(([, text, weight]) => make("li", {},
    make("span", { class: "weight" }, (weight >= 0 ? "for " : "against ") + Math.abs(weight).toFixed(1)), make("span", {}, bdi(text))))) : make("p", { class: "note" }, "No single reason is recorded.");
  const definitions = (list) => make("dl", { class: "pairs" }, list.map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value))));
  function factsTable(list, own, theirs) {
    if (!list.length) return make("p", { class: "note" }, "No checkable fact was found.");
    const order = { changed: 0, added: 1, rounded: 2, dropped: 3, unknown: 4, kept: 5 };
    const groups = new Map();
    for (const f of list) { const key = f.slice(0, 4).join("\u0000"); groups.set(key, { f, n: (groups.get(key) || { n: 0 }).n + 1 }); }
    const sorted = [...groups.values()].sort((a, b) => order[a.f[2]] - order[b.f[2]]);
    const dropped = sorted.filter(({ f }) => f[2] === "dropped"), kept = sorted.filter(({ f }) => f[2] !== "dropped");
    const compared = list.some((f) => f[4] >= 0);
    const times = (n) => n > 1 ? make("span", { class: "note" }, " ×" + n) : "";
    const table = (some, name) => make("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": name }, make("table", { class: "facts" },
      make("thead", {}, make("tr", {}, ["Status", "Kind", own, compared ? theirs : null, "Also in"].filter((name) => name).map((name) => make("th", { scope: "col" }, bdi(name))))),
      make("tbody", {}, some.map(({ f: [kind, text, status, source, , also], n }) => make("tr", {}, make("td", { class: "status " + status }, status),
        make("td", {}, kind), make("td", {}, status === "dropped" ? "–" : bdi(text), times(n)), compared ? make("td", {}, bdi(source || (status === "dropped" ? text : "–"))) : null,
        make("td", {}, also.length > 2 ? plural(also.length, "document") : also.map((n, i) => [i ? ", " : "", docLink(n)])))))));
    return make("div", {}, kept.length ? table(kept, "Facts") : "", dropped.length ? make("details", { class: "dropped" }, make("summary", {}, plural(dropped.length, "fact") + " of the source dropped here"), table(dropped, "Dropped facts")) : "");
  }
  function counted(list) {
    const counts = {};
    for (const [, , status] of list) counts[status] = (counts[status] || 0) + 1;
    return ["kept", "rounded", "changed", "dropped", "added", "unknown"].filter((s) => counts[s]).map((s) => counts[s] + " " + s).join(", ");
  }

  // ---- a document --------------------------------------------------------------------------------------------
  function sentenceRow(doc, [start, end, role, p, note, source, from, to, similarity]) {
    const origin = source === undefined ? note ? make("p", { class: "from" }, note) : make("p", { class: "from" }) :
      make("p", { class: "from" }, docLink(source), " ", role === "verbatim" ? "word for word" : [bdi(data.docs[source].text.slice(from, to)), similarity >= 0.05 ? " (similarity " + figure(similarity) + ")" : ""], note ? [" – ", note] : "");
    return make("li", { class: "sentence " + role }, make("div", {}, code(role)), make("p", { class: "text", dir: "auto" }, doc.text.slice(start, end)), origin);
  }
  const drawn = (tag, attributes, ...children) => { const element = document.createElementNS("http://www.w3.org/2000/svg", tag); for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value); element.append(...children); return element; };
  // Where along the text each role lies; a click goes to the sentence.
  function along(doc) {
    const size = Math.max(1, doc.text.length), from = new Map();
    const pieces = doc.s.map(([start, end, role, , , source], i) => {
      if (source !== undefined) from.set(source, (from.get(source) || 0) + end - start);
      return CODES[role] && role !== "heading" ? drawn("rect", { class: "fill-" + role, x: 100 * start / size + "%", width: 100 * (end - start) / size + "%", height: "100%", "data-sentence": i }, drawn("title", {}, role)) : "";
    }).filter((piece) => piece);
    const whose = [...from].sort((a, b) => b[1] - a[1]).slice(0, 6);
    const svg = drawn("svg", { class: "map wide", role: "img", "aria-label": "Where in the text each role lies" }, ...pieces);
    svg.addEventListener("click", (event) => { const at = event.target.closest("rect"); if (at) view.querySelectorAll(".sentences > li")[at.dataset.sentence].scrollIntoView({ block: "center" }); });
    return make("div", { class: "along" }, svg, make("p", { class: "note" }, whose.length ? ["Of its characters, ", whose.map(([source, length], i) => [i ? "; " : "", percent(length / size), " goes back to ", docLink(source)]), "."] : "No sentence goes back to another document."));
  }
  function openDocument(n) {
    const doc = data.docs[n], [score, label, rate, relative, reason] = doc.ai;
    const meta = [doc.date === "no date" ? "no date" : doc.date + (doc.dated === "metadata" ? "" : " (date from the " + (doc.dated === "html" ? "page" : "text") + ")"), plural(doc.words, "word"), doc.id];
    const said = (edge, link) => make("li", {}, link(edge), ", support " + figure(edge.support) + " ", make("a", { href: edge.href }, edge.href.startsWith("#source") ? "see its claims" : "see both texts"));
    const up = data.edges.filter((e) => e.c === n).map((e) => said(e, (e) => [!e.directed ? "shares a source with " : e.kind === "second_source" ? "also draws on " : "derives from ", e.p < 0 ? bdi(e.parent) : docLink(e.p)]));
    const down = data.edges.filter((e) => e.p === n).map((e) => said(e, (e) => [!e.directed ? "shares a source with " : e.kind === "second_source" ? "second source of " : "parent of ", docLink(e.c)]));
    const near = data.pairs.map((pair, i) => [pair, i]).filter(([pair]) => pair.a === n || pair.b === n);
    const release = doc.standing === "release";
    const standing = release ? "The announcement the others are compared with." : !doc.standing ? "Its standing could not be decided." :
      { source: "Others here derive from it", derived: "Derives from the source of its story", undecided: "May be a rewrite, or a report of its own: the text does not tell", independent: "Covers the same event on its own", unrelated: "Has nothing to do with the other texts" }[doc.standing] + (doc.p === null ? "." : " (P(derived) " + figure(doc.p) + ").");
    const attribution = release ? [] : [make("div", {}, make("h3", {}, "How it reads"),
      make("p", {}, "It " + AI[label] + " (score " + figure(score) + (rate === null ? "" : "; " + percent(rate) + " of human texts pass this threshold") + "). " + (relative ? "Judged against its source. " : "Judged by style alone. ") + reason),
      reasons(doc.why.map(([feature, weight, text]) => [feature, (text.startsWith(slug(feature)) ? "" : slug(feature) + ": ") + text, weight]))),
      make("div", {}, make("h3", {}, "What its words are"), definitions(Object.entries(doc.shares).map(([role, share]) => [CODES[role] ? [code(role), " " + role] : role.replace("_", " the "), percent(share)])),
        make("p", { class: "note" }, "Padding is judged " + doc.padding.label + "."))];
    show(doc.name, [make("p", { class: "meta" }, doc.title && doc.title !== doc.name ? [bdi(doc.title), make("br")] : "", bdi(meta.join(", ")), doc.url ? [" ", make("a", { href: doc.url, rel: "noreferrer noopener" }, "original page")] : ""),
      make("p", { class: "decision" }, standing), up.length + down.length ? make("ul", { class: "edges" }, up, down.slice(0, 40)) : "", make("div", { class: "columns" }, attribution),
      near.length ? [make("h3", {}, "Compared with"), make("ul", { class: "chips" }, near.slice(0, 60).map(([pair, i]) => make("li", {}, make("a", { href: "#pair-" + i }, bdi(data.docs[pair.a === n ? pair.b : pair.a].name)))))] : "",
      doc.file ? make("p", { class: "note" }, "Joined to no other document. ", make("a", { href: doc.file.split("/").map(encodeURIComponent).join("/") }, "Its text"), " and sentences.csv lie beside this page.") :
        [make("h3", {}, "Along the text"), along(doc), make("h3", {}, "Sentence by sentence"), make("ol", { class: "sentences" }, doc.s.map((s) => sentenceRow(doc, s))),
          make("h3", {}, "Facts: " + (counted(doc.f) || "none")), factsTable(doc.f, "Here", "In its source")]]);
  }

  // ---- a pair ------------------------------------------------------------------------------------------------
  function pieces(text, spans, side, roles) {
    const cuts = new Set([0, text.length]);
    spans.forEach((s) => { cuts.add(s[2 * side]); cuts.add(s[2 * side + 1]); });
    roles.forEach((s) => { cuts.add(s[0]); cuts.add(s[1]); });
    const edges = [...cuts].sort((a, b) => a - b), found = [], seen = new Set();
    const order = { verbatim: 0, moved: 1, edited: 2, paraphrase: 3 };
    const byStart = spans.map((s, i) => [s, i]).sort((x, y) => order[x[0][4]] - order[y[0][4]]);
    for (let i = 0; i + 1 < edges.length; i++) {
      const [start, end] = [edges[i], edges[i + 1]], held = byStart.filter(([s]) => s[2 * side] <= start && end <= s[2 * side + 1]);
      const role = roles.find((s) => s[0] <= start && end <= s[1]), words = text.slice(start, end);
      let piece = visible(words);
      if (held.length && words.trim()) {
        const ids = held.map(([, k]) => k), first = !seen.has(ids[0]);
        seen.add(ids[0]);
        piece = make("mark", { class: "k-" + held[0][0][4], "data-ids": ids.join(" "), tabindex: first ? 0 : null, role: first ? "button" : null, title: held[0][0][4] }, words);
      } else if (role && words.trim()) piece = make("span", { class: "s-" + role[2] }, role[0] === start && role[2] !== "heading" ? [code(role[2]), " "] : "", words);
      found.push(piece);
    }
    return found;
  }
  function link(box) {
    const marks = [...box.querySelectorAll("mark")];
    const partners = (mark) => { const ids = mark.dataset.ids.split(" "); return marks.filter((m) => m.dataset.ids.split(" ").some((id) => ids.includes(id))); };
    const light = (mark) => { marks.forEach((m) => m.classList.remove("on")); if (mark) partners(mark).forEach((m) => m.classList.add("on")); };
    const jump = (mark) => { const side = mark.closest(".body"), to = partners(mark).find((m) => m.closest(".body") !== side && m.tabIndex === 0) || partners(mark).find((m) => m.closest(".body") !== side); if (to) { to.scrollIntoView({ block: "center" }); if (to.tabIndex === 0) to.focus({ preventScroll: true }); light(to); } };
    box.addEventListener("mouseover", (event) => light(event.target.closest("mark")));
    box.addEventListener("mouseleave", () => light(null));
    box.addEventListener("focusin", (event) => light(event.target.closest("mark")));
    box.addEventListener("click", (event) => { const mark = event.target.closest("mark"); if (mark) jump(mark); });
    box.addEventListener("keydown", (event) => { const mark = event.target.closest("mark"); if (mark && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); jump(mark); } });
  }
  function decision(pair, a, b) {
    const told = [], edge = data.edges[pair.edges[0]];
    if (edge) told.push(!edge.directed ? [bdi(b.name), " and ", bdi(a.name), " share a source; which came first cannot be told"] :
      [bdi(b.name), edge.kind === "second_source" ? " also draws on " : " derives from ", bdi(a.name)], " (support " + figure(edge.support) + ").");
    if (pair.relation) told.push(told.length ? " Seen alone, " : "By comparison, ", pair.relation, " (P(common origin) " + figure(pair.p) + ").");
    if (edge && edge.alternative && edge.alternative !== a.name) told.push(" The next-best parent is ", bdi(edge.alternative), edge.margin === null ? "." : ", behind by " + figure(edge.margin) + ".");
    return told;
  }
  function openPair(n) {
    const pair = data.pairs[n], a = data.docs[pair.a], b = data.docs[pair.b];
    const evidence = pair.edges.flatMap((e) => data.edges[e].evidence).concat(pair.evidence || []);
    const facts = b.f.filter((f) => f[4] === pair.a || f[4] === -1 && f[2] === "added"), compared = b.f.some((f) => f[4] === pair.a);
    const other = a.f.some((f) => f[4] === pair.b);
    const roles = b.s.filter((s) => ["added", "padding", "furniture", "disclosure"].includes(s[2]));
    const kinds = [...new Set(pair.spans.map((s) => s[4]))];
    const texts = make("div", { class: "texts" },
      make("div", {}, make("h3", {}, docLink(pair.a)), make("div", { class: "body", dir: "auto" }, pieces(a.text, pair.spans, 0, []))),
      make("div", {}, make("h3", {}, docLink(pair.b)), make("div", { class: "body", dir: "auto" }, pieces(b.text, pair.spans, 1, roles))));
    link(texts);
    show([bdi(a.name), pair.edges.some((e) => data.edges[e].directed) ? " → " : " and ", bdi(b.name)], [make("p", { class: "decision" }, decision(pair, a, b)),
      make("div", { class: "columns" }, make("div", {}, make("h3", {}, "Evidence"), reasons(evidence)),
        pair.covered ? make("div", {}, make("h3", {}, "Measures"), definitions([[["covered of ", bdi(a.name)], percent(pair.covered[0])], [["covered of ", bdi(b.name)], percent(pair.covered[1])],
          ["words copied", pair.verbatim], ["words in reworded sentences", pair.paraphrase], ["TF-IDF cosine", figure(pair.cosine)], ["resemblance (Jaccard)", figure(pair.jaccard)]])) : ""),
      kinds.length ? make("ul", { class: "key" }, kinds.map((k) => make("li", {}, make("span", { class: "k-" + k }, k === "paraphrase" ? "reworded" : k === "verbatim" ? "copied" : k))), make("li", {}, "Tab or point at a passage to see its counterpart; Enter goes there.")) : make("p", { class: "note" }, "No passage of one could be aligned with the other."),
      texts, compared ? [make("h3", {}, "Facts: " + counted(facts)), factsTable(facts, b.name, a.name)] :
        other ? [make("h3", {}, "Facts: " + counted(a.f)), factsTable(a.f, a.name, b.name)] : make("p", { class: "note" }, "Facts are compared with each document's own source; see the document.")]);
  }

  // ---- an unseen source --------------------------------------------------------------------------------------
  function openSource(n) {
    const source = data.sources[n];
    show(source.name, [make("p", { class: "decision" }, source.about),
      make("h3", {}, "Claims at least two articles make"), source.claims.length ? make("ol", {}, source.claims.map(([text, witnesses, exact]) => make("li", {}, make("span", { dir: "auto" }, bdi(text)), exact ? make("span", { class: "note" }, " (word for word)") : "",
        make("div", { class: "note" }, witnesses.map((w, i) => [i ? ", " : "", docLink(w)]))))) : make("p", { class: "note" }, "None is recorded."),
      make("h3", {}, "Articles it explains"), make("div", { class: "explains" }, definitions(source.explains.map(([d, share]) => [docLink(d), share === null || share === undefined ? "–" : percent(share) + " explained"])))]);
  }

  // ---- which view --------------------------------------------------------------------------------------------
  let back = null;
  function show(title, children) {
    const heading = make("h2", { tabindex: -1 }, title);
    view.replaceChildren(make("a", { class: "back", href: address() }, "← All documents"), heading, ...children.flat(Infinity).filter((c) => c !== ""));
    view.hidden = false;
    document.body.classList.add("detail");
    overview.hidden = method.hidden = true;
    scrollTo(0, 0);
    heading.focus({ preventScroll: true });
  }
  function dead(hash) {
    try { return hash.length > 1 && hash !== "#overview" && !document.getElementById(decodeURIComponent(hash.slice(1))); } catch { return true; }
  }
  function route() {
    const [, kind, number] = /^#(document|pair|source)-(\d+)$/.exec(location.hash) || [];
    const list = { document: data.docs, pair: data.pairs, source: data.sources }[kind];
    hideTip();
    if (list && list[number]) return { document: openDocument, pair: openPair, source: openSource }[kind](Number(number));
    if (!location.hash.startsWith("#?") && dead(location.hash)) return show("This link leads nowhere", [make("p", {}, "The report holds no document, pair or source of that number; it may have been made anew since the link was copied.")]);
    const was = !view.hidden;
    view.hidden = true;
    document.body.classList.remove("detail");
    overview.hidden = method.hidden = false;
    if (location.hash.startsWith("#?")) restore();
    filter();
    if (was && back && document.contains(back)) back.focus();
  }
  document.addEventListener("click", (event) => { const link = event.target.closest("a[href^='#']"); if (link && overview.contains(link)) back = link; });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") { if (!tip.hidden) hideTip(); else if (!view.hidden) location.hash = address(); } });
  addEventListener("hashchange", route);
  const fit = () => { document.documentElement.classList.toggle("narrow", matchMedia("(max-width: 899px)").matches); draw(); };
  addEventListener("resize", fit);
  addEventListener("beforeprint", () => { document.documentElement.classList.remove("narrow"); document.documentElement.classList.add("printing"); document.querySelectorAll("details").forEach((d) => { d.open = true; }); draw(); });
  addEventListener("afterprint", () => { document.documentElement.classList.remove("printing"); fit(); });
  fit();
  if (!location.hash && document.body.dataset.start) location.replace(document.body.dataset.start);
  route();
})();
