import { NODE_STYLE } from './style-node.ts';

const FRAME = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f6f7f9, #14171c);
  --card: light-dark(#ffffff, #1b1f26);
  --sunk: light-dark(#f4f5f8, #15181e);
  --text: light-dark(#1d2330, #e3e7ee);
  --soft: light-dark(#545d6d, #a3adbc);
  --line: light-dark(#e0e4ea, #2c323c);
  --line2: light-dark(#c6ccd6, #434b58);
  --edge: light-dark(#9aa4b2, #667080);
  --link: light-dark(#1d5bb0, #86b6f5);
  --ring: light-dark(#2f6fd0, #86b6f5);
  --completed: light-dark(#1a7a43, #5cc487);
  --completed-bg: light-dark(#e6f4eb, #17301f);
  --failed: light-dark(#bb2a37, #f58a8f);
  --failed-bg: light-dark(#fceced, #3a1c20);
  --interrupted: light-dark(#8f5600, #e6b055);
  --interrupted-bg: light-dark(#fcf2df, #352a14);
  --cancelled: light-dark(#5d6472, #b3bac6);
  --cancelled-bg: light-dark(#eef0f3, #2a2f38);
  --running: light-dark(#1c63b8, #7db4f5);
  --running-bg: light-dark(#e7f0fb, #182a42);
  --reused: light-dark(#6a44b5, #bba2f2);
  --reused-bg: light-dark(#f1ecfb, #2a2140);
  --skipped: light-dark(#5d6675, #9ca6b4);
  --skipped-bg: light-dark(#eff1f4, #242932);
  --pending: light-dark(#5d6675, #9ca6b4);
  --pending-bg: light-dark(#f4f5f8, #1f242b);
  --mono: ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
[data-theme=light] { color-scheme: light; }
[data-theme=dark] { color-scheme: dark; }
*, ::before, ::after { box-sizing: border-box; }
html { scroll-padding-top: 4.5rem; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
h1, h2, h3, h4, h5, p, dl, dd, ol, ul, pre { margin: 0; }
ol, ul { padding: 0; list-style: none; }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
p a, dd a { text-decoration: underline; text-decoration-color: var(--line2); text-underline-offset: 2px; }
code, pre, kbd, .id { font-family: var(--mono); font-size: .92em; }
code { overflow-wrap: anywhere; }
.dim { color: var(--soft); }
[hidden], .none { display: none !important; }
.vh { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
:focus-visible { outline: 2px solid var(--ring); outline-offset: 2px; border-radius: 4px; }
main:focus { outline: none; }
.skip { position: absolute; left: -100vw; top: 0; z-index: 9; padding: .6rem 1rem; background: var(--card); }
.skip:focus { left: 0; }

button { font: inherit; font-size: .87rem; line-height: 1.3; color: var(--text); background: var(--card); border: 1px solid var(--line2); border-radius: 7px; padding: .32rem .7rem; cursor: pointer; }
button:hover { background: var(--sunk); }

.top { position: sticky; top: 0; z-index: 5; display: flex; flex-wrap: wrap; gap: .5rem 1.2rem; align-items: center; padding: .55rem max(1.25rem, (100vw - 76rem) / 2); background: var(--card); border-bottom: 1px solid var(--line); }
.top nav { display: flex; gap: 1rem; font-size: .9rem; }
.top nav a { color: var(--soft); }
.top nav .brand { color: var(--text); font-weight: 650; }
.top form { display: flex; flex: 1 1 20rem; flex-wrap: wrap; gap: .5rem .7rem; align-items: center; position: relative; }
.top form[hidden] { display: none; }
#q { font: inherit; font-size: .9rem; color: var(--text); background: var(--sunk); border: 1px solid var(--line2); border-radius: 7px; padding: .3rem .65rem; width: 100%; }
.top .box { position: relative; flex: 0 1 18rem; min-width: 9rem; }
#q::placeholder { color: var(--soft); opacity: 1; }
.top kbd { position: absolute; right: .55rem; top: 50%; translate: 0 -50%; padding: 0 .42rem; font-size: .75rem; color: var(--soft); background: var(--card); border: 1px solid var(--line2); border-radius: 4px; pointer-events: none; }
#q:focus + kbd, #q:not(:placeholder-shown) + kbd { visibility: hidden; }
fieldset { display: flex; flex-wrap: wrap; gap: .35rem; border: 0; margin: 0; padding: 0; min-width: 0; }
.chip { display: inline-flex; gap: .35rem; align-items: center; font-size: .82rem; padding: .16rem .6rem .16rem .5rem; border: 1px solid var(--line2); border-radius: 99px; color: var(--soft); cursor: pointer; }
.chip b { font-weight: 600; color: var(--text); }
.chip input { position: absolute; opacity: 0; width: 1px; height: 1px; }
.chip .i { color: var(--soft); }
.chip:has(:checked) { background: var(--sunk); color: var(--text); }
.chip:not(:has(:checked)) { border-style: dashed; text-decoration: line-through; }
.chip:has(:focus-visible) { outline: 2px solid var(--ring); outline-offset: 2px; }
#found { position: absolute; right: 1.9rem; top: 50%; translate: 0 -50%; padding-left: .4rem; font-size: .8rem; color: var(--soft); background: var(--sunk); pointer-events: none; }

main { max-width: 76rem; margin: 0 auto; padding: 1.75rem 1.25rem 2rem; }
main > section { margin-bottom: 2.4rem; }
h2 { font-size: 1.16rem; font-weight: 650; margin-bottom: .75rem; }
h3 { font-size: 1rem; font-weight: 600; }
h4 { font-size: .82rem; font-weight: 650; color: var(--soft); margin: 1.3rem 0 .45rem; }
h5 { font-size: .78rem; font-weight: 600; color: var(--soft); margin: .6rem 0 .25rem; }
.row { display: flex; justify-content: space-between; align-items: center; gap: 1rem; margin-bottom: .75rem; }
.row h2 { margin: 0; }
.tools, .zoom { display: flex; gap: .4rem; }
.note { color: var(--soft); font-size: .92rem; }
footer { max-width: 76rem; margin: 0 auto; padding: 0 1.25rem 2.5rem; color: var(--soft); font-size: .85rem; }

.i { width: 1em; height: 1em; flex: none; vertical-align: -.13em; fill: currentColor; }
.i .on, symbol .on { fill: none; stroke: var(--card); stroke-width: 1.7; stroke-linecap: round; stroke-linejoin: round; }
symbol .off { fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linecap: round; }
.i.completed, .badge.completed, .chip.completed :checked ~ .i, .verdict .completed { color: var(--completed); }
.i.failed, .badge.failed, .chip.failed :checked ~ .i { color: var(--failed); }
.i.interrupted, .badge.interrupted, .chip.interrupted :checked ~ .i { color: var(--interrupted); }
.i.cancelled, .badge.cancelled, .chip.cancelled :checked ~ .i { color: var(--cancelled); }
.i.running, .badge.running, .chip.running :checked ~ .i { color: var(--running); }
.i.reused, .badge.reused, .chip.reused :checked ~ .i { color: var(--reused); }
.i.skipped, .badge.skipped, .chip.skipped :checked ~ .i { color: var(--skipped); }
.i.pending, .badge.pending { color: var(--pending); }
.badge { display: inline-flex; gap: .35rem; align-items: center; font-weight: 600; }
.tag { display: inline-block; font-size: .78rem; line-height: 1.45; padding: 0 .45rem; border-radius: 5px; background: var(--skipped-bg); color: var(--soft); white-space: nowrap; }
.tag.bad { background: var(--failed-bg); color: var(--failed); }
.num { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }

.hero h1 { font: 650 1.9rem/1.25 var(--mono); letter-spacing: -.02em; overflow-wrap: anywhere; }
.verdict { display: inline-flex; align-items: center; gap: .5rem; font-weight: 600; padding: .22rem .8rem .22rem .6rem; border-radius: 99px; margin-bottom: .7rem; overflow-wrap: anywhere; }
.hero.completed .verdict { background: var(--completed-bg); color: var(--completed); }
.hero.failed .verdict { background: var(--failed-bg); color: var(--failed); }
.hero.interrupted .verdict { background: var(--interrupted-bg); color: var(--interrupted); }
.hero.cancelled .verdict { background: var(--cancelled-bg); color: var(--cancelled); }
.hero.running .verdict { background: var(--running-bg); color: var(--running); }
.hero .sub { color: var(--soft); margin-top: .3rem; }
.figures { display: flex; flex-wrap: wrap; gap: 1rem 3rem; margin-top: 1.4rem; }
.figures dt { font-size: .82rem; color: var(--soft); }
.figures b { display: block; font-size: 1.45rem; font-weight: 600; line-height: 1.3; font-variant-numeric: tabular-nums; letter-spacing: -.01em; }
.figures span { font-size: .86rem; color: var(--soft); }
.warn { padding: .7rem 1rem; border-radius: 9px; background: var(--interrupted-bg); color: var(--text); margin-bottom: 1.2rem; overflow-wrap: anywhere; }
.warn b { color: var(--interrupted); }

.card, .panel { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: .95rem 1.15rem; }
.card + .card { margin-top: .7rem; }
.card h3 { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin-bottom: .35rem; }
.card h3 .id { font-size: 1rem; color: var(--text); overflow-wrap: anywhere; }
.card h3 .dim { margin-left: auto; font: .82rem var(--mono); }
.card.failed { border-color: light-dark(#efc4c8, #5c2c31); }
.card.interrupted { border-color: light-dark(#ecd7ae, #574420); }
.reason { margin-bottom: .35rem; overflow-wrap: anywhere; }
.failed > .reason b, .failed .inside > .reason b { color: var(--failed); font-weight: 600; }
.panel h3 { margin: 1.4rem 0 .5rem; }

.scroll { overflow: auto; border: 1px solid var(--line); border-radius: 10px; background: var(--card); }
.canvas { max-height: max(20rem, 75vh); overscroll-behavior-inline: contain; }
#graph { display: block; margin: 0 auto; }
.edges path { fill: none; stroke: var(--edge); stroke-width: 1.4; marker-end: url(#arrow); }
.edges .to-skipped, .edges .to-pending { stroke-dasharray: 4 4; }
.edges.dense path { stroke: var(--line2); stroke-width: 1; }
marker path { fill: var(--edge); }
.box rect { fill: var(--card); stroke: var(--line2); }
.box text { font: 600 13px var(--mono); fill: var(--text); }
.box .sub { font: 11.5px system-ui, sans-serif; fill: var(--soft); }
.box.completed rect { fill: var(--completed-bg); stroke: var(--completed); }
.box.failed rect { fill: var(--failed-bg); stroke: var(--failed); }
.box.interrupted rect { fill: var(--interrupted-bg); stroke: var(--interrupted); }
.box.cancelled rect { fill: var(--cancelled-bg); stroke: var(--cancelled); }
.box.running rect { fill: var(--running-bg); stroke: var(--running); }
.box.reused rect { fill: var(--reused-bg); stroke: var(--reused); }
.box.skipped rect, .box.pending rect { fill: var(--card); stroke: var(--skipped); stroke-dasharray: 4 3; }
.box.skipped text:not(.sub) { font-weight: 400; }
.box .i { width: 16px; height: 16px; }
.box.faint { opacity: .25; }
a.box:hover { text-decoration: none; }
a.box:hover rect { stroke-width: 2; }
a.box:focus-visible { outline: none; }
a.box:focus-visible rect { stroke: var(--ring); stroke-width: 3; }

.timeline { border-collapse: collapse; width: 100%; min-width: 34rem; table-layout: fixed; font-size: .9rem; }
.timeline th, .timeline td { padding: .2rem .6rem; text-align: left; font-weight: 400; vertical-align: middle; height: 1.95rem; }
.timeline thead th { font-size: .8rem; color: var(--soft); border-bottom: 1px solid var(--line); height: 2.3rem; }
.timeline th:first-child { width: 30%; padding-left: 1rem; }
.timeline .kind { width: 5.5rem; color: var(--soft); }
.timeline th.num, .timeline td.num { text-align: right; width: 5.4rem; }
.timeline .cost { width: 4.6rem; padding-right: 1rem; }
.timeline tbody tr:hover { background: var(--sunk); }
.timeline td.when { background: linear-gradient(to right, var(--line) 1px, transparent 1px) .6rem 0 / calc((100% - 1.2rem) / 4) 100%; }
.name { display: flex; align-items: center; gap: .45rem; min-width: 0; }
.name .id { color: var(--text); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.name .tag { flex: none; }
.pending .id, .skipped .name .id { color: var(--soft); }
.nested .name > .i:first-child { margin-left: 1.4rem; }
.d1 { padding-left: 1.2rem; } .d2 { padding-left: 2.4rem; } .d3 { padding-left: 3.6rem; } .d4 { padding-left: 4.8rem; }
.d5 { padding-left: 6rem; } .d6 { padding-left: 7.2rem; } .d7 { padding-left: 8.4rem; } .d8 { padding-left: 9.6rem; }
.d9 { padding-left: 10.8rem; } .d10 { padding-left: 12rem; }
.toggle { flex: none; width: 1.5rem; height: 1.5rem; padding: 0; margin: 0 -.25rem 0 -.4rem; border: 0; background: none; position: relative; }
.toggle::before { content: ""; position: absolute; left: .52rem; top: .45rem; border: solid var(--soft); border-width: 0 1.6px 1.6px 0; width: .42rem; height: .42rem; transform: rotate(45deg); }
.toggle[aria-expanded=false]::before { transform: rotate(-45deg); left: .42rem; top: .54rem; }
.why { color: var(--soft); font-size: .86rem; display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; background: linear-gradient(var(--card), var(--card)); width: fit-content; max-width: 100%; padding-right: .4rem; }
.axis { display: block; width: 100%; overflow: visible; }
.axis text { font: 11px system-ui, sans-serif; fill: var(--soft); font-variant-numeric: tabular-nums; }
svg.bar { display: block; width: 100%; overflow: visible; }
svg.bar rect { stroke-width: 1.5; }
svg.bar line { stroke: var(--card); stroke-width: 1.5; }
rect.completed { fill: var(--completed); stroke: var(--completed); }
rect.failed { fill: var(--failed); stroke: var(--failed); }
rect.tried { fill: var(--failed-bg); stroke: var(--failed); }
rect.interrupted { fill: var(--interrupted-bg); stroke: var(--interrupted); stroke-dasharray: 3 2; }
rect.cancelled { fill: var(--cancelled-bg); stroke: var(--cancelled); }
rect.running { fill: var(--running-bg); stroke: var(--running); }
rect.reused { fill: var(--reused); stroke: var(--reused); }
rect.wait { fill: var(--line2); stroke: none; }
`;

const MEDIA = `
@media (max-width: 46rem) {
  body { font-size: 14.5px; }
  main { padding: 1.2rem .9rem; }
  .top { position: static; padding: .6rem .9rem; }
  html { scroll-padding-top: .6rem; }
  .top nav { gap: .9rem; flex: 1; }
  .top form { order: 3; flex-basis: 100%; }
  .top .box { flex: 1 1 100%; }
  .top kbd { display: none; }
  #theme { order: 2; }
  .top nav a:not(.brand) { display: none; }
  .node .meta { flex-basis: 12rem; }
  .hero h1 { font-size: 1.45rem; }
  .figures { gap: .8rem 1.8rem; }
  .timeline { min-width: 0; }
  .timeline th:first-child { width: 46%; padding-left: .7rem; }
  .timeline .kind, .timeline .cost, .name .tag { display: none; }
  .timeline th.num, .timeline td.num { width: 4.4rem; padding-right: .7rem; }
  .axis text:nth-child(even), .axis text:nth-child(3) { display: none; }
  .d2, .d3, .d4, .d5, .d6, .d7, .d8, .d9, .d10 { padding-left: 1.8rem; }
  .d1 { padding-left: .9rem; }
  .values > div { grid-template-columns: 1fr; }
  .facts.wide { grid-template-columns: 1fr; }
  .facts.wide .long { grid-column: auto; }
  .facts { grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); }
  .card h3 .dim { margin-left: 0; flex-basis: 100%; }
}
@media (prefers-reduced-motion: no-preference) {
  html { scroll-behavior: smooth; }
}
@media print {
  :root, [data-theme=dark] { color-scheme: light; }
  body { background: #fff; font-size: 10pt; }
  .top, .skip, .zoom, .tools, .toggle { display: none !important; }
  main { max-width: none; padding: 0; }
  .timeline tr { display: table-row !important; }
  .many > section, .many .node { content-visibility: visible; }
  details::details-content { content-visibility: visible; display: block; }
  pre.txt, .canvas, .scroll { max-height: none; overflow: visible; }
  .scroll { border: 0; }
  #graph { max-width: 100%; height: auto; }
  .card, .timeline tr, .node > summary { break-inside: avoid; }
  h2, h3, h4 { break-after: avoid; }
  .timeline { min-width: 0; }
  .nested .name > .i:first-child { margin-left: 0; }
  .i, rect, .badge, .verdict, .tag, .box, svg.bar { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;

/** How the page looks: the system's fonts, a colour and a shape for each status, light and dark, narrow, on paper. */
export const STYLE = FRAME + NODE_STYLE + MEDIA;
