/** How the section of a node looks: its facts, captures, conversation, and the colours of what it printed. */
export const NODE_STYLE = `
.node { background: var(--card); border: 1px solid var(--line); border-radius: 10px; margin-bottom: .45rem; }
.many > section, .many .node { content-visibility: auto; contain-intrinsic-size: auto 40rem; }
.many .node { contain-intrinsic-size: auto 2.9rem; }
.many .node[open] { contain-intrinsic-size: auto 24rem; }
.node > summary { display: flex; flex-wrap: wrap; align-items: center; gap: .2rem .6rem; padding: .55rem 1rem; cursor: pointer; list-style: none; border-radius: 10px; }
.node > summary::-webkit-details-marker { display: none; }
.node > summary:hover { background: var(--sunk); }
.node[open] > summary { border-bottom: 1px solid var(--line); border-radius: 10px 10px 0 0; }
.node h3 { font: 600 .95rem/1.5 var(--mono); overflow-wrap: anywhere; }
.node h3 .dim { font-weight: 400; }
.node .meta { display: flex; flex-wrap: wrap; align-items: center; gap: .4rem; flex: 1; font-size: .88rem; color: var(--soft); }
.node .meta .num { min-width: 3.4rem; }
.node .meta .tag + .num, .node .meta .vh + .num { margin-left: auto; }
.hits { font-size: .8rem; color: var(--soft); }
.hits:empty { display: none; }
.inside { padding: .9rem 1.15rem 1.15rem; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(12.5rem, 1fr)); gap: .5rem 1.6rem; font-size: .9rem; }
.facts.wide { grid-template-columns: repeat(auto-fill, minmax(16rem, 1fr)); gap: .7rem 1.6rem; }
pre + .facts, .reason + .facts { margin-top: .9rem; }
.facts .long { grid-column: span 2; }
.facts dt { font-size: .78rem; color: var(--soft); }
.facts dd { overflow-wrap: anywhere; }
.values { font-size: .9rem; }
.values > div { display: grid; grid-template-columns: minmax(7rem, 14rem) 1fr; gap: .3rem 1rem; padding: .35rem 0; border-top: 1px solid var(--line); }
.values dt { font-family: var(--mono); font-size: .86rem; color: var(--soft); overflow-wrap: anywhere; }
.values dd { font-family: var(--mono); font-size: .86rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.children { display: flex; flex-wrap: wrap; gap: .25rem 1.2rem; font-size: .9rem; }
.children .i { margin-right: .35rem; }
.plain { border-collapse: collapse; width: 100%; min-width: 24rem; font-size: .88rem; }
.inside > .scroll { width: fit-content; max-width: 100%; }
.plain th, .plain td { padding: .35rem .8rem; text-align: left; font-weight: 400; border-top: 1px solid var(--line); vertical-align: baseline; }
.plain thead th { border: 0; font-size: .78rem; color: var(--soft); }
.plain .num { text-align: right; width: 5.5rem; }
.plain td:first-child, .plain th:first-child { text-align: left; }

.capture { border: 1px solid var(--line); border-radius: 8px; margin-bottom: .4rem; }
.capture > summary, .fold > summary { padding: .38rem .8rem; cursor: pointer; font-size: .9rem; border-radius: 8px; }
.capture > summary:hover, .fold > summary:hover { background: var(--sunk); }
.size { color: var(--soft); font-size: .82rem; }
.paper { border-top: 1px solid var(--line); }
.file, .gap { padding: .35rem .8rem; font-size: .8rem; color: var(--soft); }
.gap { border-block: 1px dashed var(--line2); text-align: center; }
.capture-link { padding: .38rem .8rem; font-size: .9rem; border: 1px dashed var(--line2); border-radius: 8px; margin-bottom: .4rem; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .82rem; line-height: 1.5; tab-size: 4; unicode-bidi: isolate; }
pre.txt { padding: .6rem .8rem; background: var(--sunk); max-height: 32rem; overflow: auto; border-radius: 6px; }
.paper > pre.txt { border-radius: 0 0 8px 8px; }
pre.message { margin-top: .3rem; }

.talk { padding: .8rem; display: grid; gap: .55rem; }
.say { background: var(--sunk); border-radius: 8px; padding: .55rem .85rem .7rem; max-width: 52rem; }
.say .txt { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; }
.who { font-size: .76rem; font-weight: 600; color: var(--soft); }
.sub { padding-left: 0; }
li.sub { margin-left: 1.6rem; }
.fold { border: 1px solid var(--line); border-radius: 8px; max-width: 52rem; overflow-wrap: anywhere; }
.fold[open] { padding: 0 .8rem .7rem; }
.fold[open] > summary { margin: 0 -.8rem; }
.fold code { color: var(--soft); }
.mark { font-size: .84rem; color: var(--soft); }
.mark.bad { color: var(--failed); }
.talk + .note { padding: 0 .8rem .7rem; }
::highlight(found) { background: light-dark(#ffe08a, #7a5c00); color: light-dark(#1d2330, #ffffff); }

.f0, .f8 { color: var(--soft); }
.f1, .f9 { color: light-dark(#b3222f, #f58a8f); }
.f2, .f10 { color: light-dark(#1a7340, #6fcf97); }
.f3, .f11 { color: light-dark(#7d5700, #e3c069); }
.f4, .f12 { color: light-dark(#1b55a8, #8ab8f7); }
.f5, .f13 { color: light-dark(#8a2f96, #dd9ae6); }
.f6, .f14 { color: light-dark(#0b6a75, #6fcbd6); }
.f7, .f15 { color: var(--text); }
.b0, .b7, .b8, .b15 { background: light-dark(#e0e4ea, #343b46); }
.b1, .b9 { background: light-dark(#f8d3d6, #5c2329); }
.b2, .b10 { background: light-dark(#cdebd8, #1c4a2d); }
.b3, .b11 { background: light-dark(#f7e3b5, #4d3c10); }
.b4, .b12 { background: light-dark(#d2e2f8, #1f3d63); }
.b5, .b13 { background: light-dark(#eed8f2, #4a2752); }
.b6, .b14 { background: light-dark(#cdeaee, #174650); }
.B { font-weight: 700; }
.D { color: var(--soft); }
.I { font-style: italic; }
.U { text-decoration: underline; }
.S { text-decoration: line-through; }
.U.S { text-decoration: underline line-through; }
.V { background: var(--text); color: var(--card); }
`;
