/**
 * What the page does when a script may run: search, filter, folding, zoom, theme. Without it everything is there and open
 * to be read. It writes no markup; its hash stands in the page's policy, so nothing else can run.
 */
export const SCRIPT = `'use strict';
(() => {
  const $ = (id) => document.getElementById(id);
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  const root = document.documentElement;
  const form = document.querySelector('form');
  const query = $('q');
  const nodes = all('details.node');
  const rows = all('.timeline tbody tr');
  for (const hidden of [form, $('theme'), document.querySelector('.zoom'), document.querySelector('.tools')])
    if (hidden) hidden.hidden = false;

  // Theme: the system's, or the one chosen; a file may not be allowed to remember it.
  const THEMES = ['system', 'light', 'dark'];
  const stored = () => { try { return localStorage.getItem('omne-theme'); } catch { return null; } };
  const paint = (theme) => {
    if (theme === 'system') delete root.dataset.theme;
    else root.dataset.theme = theme;
    $('theme').textContent = 'Theme: ' + theme;
  };
  let theme = THEMES.includes(stored()) ? stored() : 'system';
  paint(theme);
  $('theme').addEventListener('click', () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    paint(theme);
    try { localStorage.setItem('omne-theme', theme); } catch {}
  });

  // Folding of the timeline.
  const byIndex = new Map(rows.filter((row) => row.dataset.i).map((row) => [row.dataset.i, row]));
  const closed = new Set();
  let fits = null;
  const isFolded = (row) => {
    for (let up = row.dataset.p; up; up = byIndex.get(up).dataset.p) if (closed.has(up)) return true;
    return false;
  };
  const kept = () => {
    if (fits === null) return null;
    const shown = new Set();
    for (const row of rows) {
      if (!fits(row)) continue;
      for (let at = row; at; at = byIndex.get(at.dataset.p)) shown.add(at);
    }
    return shown;
  };
  const drawRows = () => {
    const shown = kept();
    for (const row of rows) row.hidden = shown === null ? isFolded(row) : !shown.has(row);
  };
  const fold = (button, isClosed) => {
    const { i } = button.closest('tr').dataset;
    if (isClosed) closed.add(i);
    else closed.delete(i);
    button.setAttribute('aria-expanded', String(!isClosed));
  };
  const toggles = all('.toggle');
  const childCount = new Map();
  const hasTrouble = new Set();
  for (const row of rows) {
    childCount.set(row.dataset.p, (childCount.get(row.dataset.p) || 0) + 1);
    if (row.dataset.look !== 'failed' && row.dataset.look !== 'interrupted') continue;
    for (let up = row.dataset.p; up; up = byIndex.get(up).dataset.p) hasTrouble.add(up);
  }
  for (const button of toggles) {
    const { i } = button.closest('tr').dataset;
    if (childCount.get(i) > 8 && !hasTrouble.has(i)) fold(button, true);
    button.addEventListener('click', () => {
      fold(button, button.getAttribute('aria-expanded') === 'true');
      drawRows();
    });
  }
  drawRows();

  // Sections are opened by what leads to them.
  const reveal = (focus) => {
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id && $(id);
    if (!target || !target.matches('details.node')) return;
    if (target.hidden) reset();
    target.open = true;
    target.scrollIntoView({ block: 'start' });
    if (focus) target.querySelector('summary').focus({ preventScroll: true });
  };
  addEventListener('hashchange', () => reveal(true));
  const openAll = (isOpen) => { for (const node of nodes) if (!node.hidden) node.open = isOpen; };
  $('open-all').addEventListener('click', () => openAll(true));
  $('close-all').addEventListener('click', () => openAll(false));

  // Search: names and statuses, and every captured text. What a node says is kept in lower case once asked for.
  const names = new Map(nodes.map((node) => {
    const heading = node.querySelector('summary').textContent;
    return [node.dataset.i, (heading + ' ' + node.dataset.look).toLowerCase()];
  }));
  const texts = new Map();
  const textOf = (node) => {
    let text = texts.get(node);
    if (text === undefined) {
      text = all('.txt, .reason, .facts', node).map((one) => one.textContent.toLowerCase()).join('\\n');
      texts.set(node, text);
    }
    return text;
  };
  const occurrences = (text, word, most) => {
    let count = 0;
    for (let at = text.indexOf(word); at >= 0 && count < most; at = text.indexOf(word, at + word.length)) count++;
    return count;
  };
  const highlights = 'highlights' in CSS && typeof Highlight === 'function';
  const MARKS = 2000;
  const mark = (word) => {
    if (!highlights) return;
    CSS.highlights.delete('found');
    if (word === '') return;
    const ranges = [];
    for (const node of nodes) {
      if (node.hidden || !node.open) continue;
      for (const one of all('.txt', node)) {
        const fold = one.closest('details');
        if (!fold.open) continue;
        const walker = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
        for (let text = walker.nextNode(); text && ranges.length < MARKS; text = walker.nextNode()) {
          const lower = text.data.toLowerCase();
          if (lower.length !== text.data.length) continue;
          for (let at = lower.indexOf(word); at >= 0 && ranges.length < MARKS; at = lower.indexOf(word, at + word.length)) {
            const range = new Range();
            range.setStart(text, at);
            range.setEnd(text, at + word.length);
            ranges.push(range);
          }
        }
      }
    }
    if (ranges.length > 0) CSS.highlights.set('found', new Highlight(...ranges));
  };
  const openWhere = (node, word) => {
    node.open = true;
    for (const one of all('details', node))
      if (one.textContent.toLowerCase().includes(word)) one.open = true;
  };
  let turn = -1;
  const word = () => query.value.trim().toLowerCase();
  const apply = () => {
    const asked = word();
    const looks = new Set(all('input[name=look]', form).filter((box) => box.checked).map((box) => box.value));
    const isAll = looks.size === all('input[name=look]', form).length;
    const hits = new Set();
    let count = 0;
    for (const node of nodes) {
      const inText = asked === '' ? 0 : occurrences(textOf(node), asked, 999);
      const fits = looks.has(node.dataset.look) && (asked === '' || inText > 0 || names.get(node.dataset.i).includes(asked));
      node.hidden = !fits;
      node.querySelector('.hits').textContent = inText > 0 ? inText + (inText === 1 ? ' match' : ' matches') : '';
      if (!fits) continue;
      count++;
      hits.add(node.dataset.i);
    }
    fits = asked === '' && isAll ? null : (row) => row.dataset.i ? hits.has(row.dataset.i) : looks.has('pending') && (asked === '' || row.textContent.toLowerCase().includes(asked));
    drawRows();
    for (const box of all('a.box')) {
      const isHit = fits === null || hits.has(box.getAttribute('href').slice(3));
      box.classList.toggle('faint', !isHit);
    }
    $('none').hidden = count > 0;
    $('found').textContent = fits === null ? '' : count + ' of ' + nodes.length + ' nodes';
    turn = -1;
    mark(asked);
  };
  const reset = () => {
    query.value = '';
    for (const box of all('input[name=look]', form)) box.checked = true;
    apply();
  };
  let timer = 0;
  query.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(apply, 150);
  });
  form.addEventListener('change', (event) => { if (event.target !== query) apply(); });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    clearTimeout(timer);
    const before = turn;
    apply();
    const shown = nodes.filter((node) => !node.hidden);
    if (word() === '' || shown.length === 0) return;
    turn = (before + 1) % shown.length;
    openWhere(shown[turn], word());
    shown[turn].scrollIntoView({ block: 'start' });
    mark(word());
    $('found').textContent = turn + 1 + ' of ' + shown.length + ' nodes';
  });
  document.addEventListener('toggle', (event) => {
    if (event.target.open && word() !== '') mark(word());
  }, true);
  document.addEventListener('keydown', (event) => {
    const { target } = event;
    if (event.key === 'Escape' && target === query) reset();
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
    if (target.matches('input:not([type=checkbox]), textarea, [contenteditable]')) return;
    event.preventDefault();
    query.focus();
    query.select();
  });

  // Zoom of the graph.
  const graph = $('graph');
  if (graph) {
    const full = { width: Number(graph.getAttribute('width')), height: Number(graph.getAttribute('height')) };
    const fitting = () => Math.min(1, (Math.min(innerWidth, 1216) - 44) / full.width, Math.max(320, innerHeight * 0.7) / full.height);
    let scale = 1;
    const zoom = (to) => {
      scale = Math.min(3, Math.max(0.05, to));
      graph.setAttribute('width', String(full.width * scale));
      graph.setAttribute('height', String(full.height * scale));
    };
    const steps = { in: () => scale * 1.25, out: () => scale / 1.25, one: () => 1, fit: fitting };
    for (const button of all('[data-zoom]')) button.addEventListener('click', () => zoom(steps[button.dataset.zoom]()));
    if (fitting() > 0.75) zoom(fitting());
  }

  // On paper everything is open.
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = all('details:not([open])');
    for (const one of opened) one.open = true;
  });
  addEventListener('afterprint', () => {
    for (const one of opened) one.open = false;
    opened = [];
  });
  reveal(false);
})();
`;
