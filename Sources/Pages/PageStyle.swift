/// How pages look: on small screens and large ones, by day and by night, and on paper.
///
/// Every text has a contrast of at least 4.5 to what is behind it, and every line that means something of at least 3
/// (WCAG 2.2, AA), in both schemes.
package enum PageStyle {
  /// The style sheet.
  package static let sheet: StaticString = """
    :root { color-scheme: light dark; --page: #f4f6f6; --card: #ffffff; --ink: #16212a; --soft: #52626d;
      --rule: #dde4e6; --axis: #8a979f; --river: #00688b; --fan: #0084b0; --seasonal: #a8480c; --naive: #66727b;
      --warn: #8f2a12; --warn-page: #fdf1ec; }
    @media (prefers-color-scheme: dark) { :root { --page: #10171c; --card: #182128; --ink: #e6edf0; --soft: #a3b2bb;
      --rule: #2c3942; --axis: #71818b; --river: #5cc8ee; --fan: #3aa9d6; --seasonal: #f0a268; --naive: #9aa8b1;
      --warn: #ffb59d; --warn-page: #33211b; } }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; }
    body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI",
      Roboto, "Helvetica Neue", Arial, "Noto Sans", sans-serif; }
    header, main, footer { max-width: 68rem; margin: 0 auto; padding: 0 1rem; }
    header { padding-top: 2.25rem; padding-bottom: .5rem; }
    h1 { font-size: clamp(1.5rem, 1.1rem + 1.8vw, 2.25rem); line-height: 1.15; margin: 0; letter-spacing: -.02em;
      overflow-wrap: anywhere; }
    h2 { font-size: 1.3rem; line-height: 1.25; margin: 0; letter-spacing: -.01em; overflow-wrap: anywhere; }
    h3 { font-size: 1rem; margin: 1.75rem 0 .25rem; }
    p { margin: .35rem 0; overflow-wrap: anywhere; }
    a { color: var(--river); }
    :focus-visible { outline: 3px solid var(--fan); outline-offset: 2px; border-radius: 4px; }
    .soft, .unit, footer { color: var(--soft); }
    .unit { font-weight: 400; }
    .kicker { color: var(--river); font-size: .8rem; font-weight: 600; letter-spacing: .09em; text-transform: uppercase;
      margin: 0 0 .4rem; }
    .card { background: var(--card); border: 1px solid var(--rule); border-radius: 14px; margin: 1.25rem 0;
      padding: 1.25rem clamp(.9rem, 2.5vw, 1.75rem) 1.35rem; }
    .warning { background: var(--warn-page); color: var(--warn); border-radius: 8px; padding: .5rem .75rem;
      margin: .75rem 0; }
    .facts { display: flex; flex-wrap: wrap; gap: .9rem 2.25rem; margin: 1rem 0 .25rem; }
    .facts div { min-width: 6.5rem; }
    .facts dt { color: var(--soft); font-size: .8rem; }
    .facts dd { margin: 0; font-size: 1.45rem; font-weight: 600; line-height: 1.25; letter-spacing: -.02em;
      font-variant-numeric: tabular-nums; }
    .facts dd small { display: block; color: var(--soft); font-size: .8rem; font-weight: 400; letter-spacing: 0; }
    figure { margin: 1rem 0 0; }
    figcaption { color: var(--soft); font-size: .85rem; margin-top: .35rem; }
    .legend { display: flex; flex-wrap: wrap; gap: .15rem 1.25rem; margin: 0 0 .5rem; font-size: .85rem; }
    .entry { display: inline-flex; align-items: center; gap: .45rem; }
    svg { display: block; }
    .plot text { font-size: 12px; fill: var(--soft); font-variant-numeric: tabular-nums; }
    .plot .number { paint-order: stroke; stroke: var(--card); stroke-width: 4px; stroke-linejoin: round; }
    .plot .context { fill: var(--ink); font-weight: 600; }
    path, line { fill: none; vector-effect: non-scaling-stroke; stroke-linecap: round; stroke-linejoin: round; }
    .grid { stroke: var(--rule); stroke-linecap: butt; }
    .axis { stroke: var(--axis); stroke-linecap: butt; }
    .origin { stroke: var(--axis); stroke-dasharray: 3 4; stroke-linecap: butt; }
    .ahead { fill: var(--fan); fill-opacity: .06; }
    .fan { fill: var(--fan); fill-opacity: .24; }
    .observed { stroke: var(--ink); stroke-width: 1.5px; }
    .dots { stroke: var(--ink); stroke-width: 5px; }
    .mean { stroke: var(--river); stroke-width: 2.5px; }
    .asked { stroke: var(--river); stroke-width: 9px; }
    .asked-heart { stroke: var(--card); stroke-width: 4px; }
    .seasonal { stroke: var(--seasonal); stroke-width: 2px; stroke-dasharray: 7 5; }
    .naive { stroke: var(--naive); stroke-width: 2px; stroke-dasharray: 1 5; }
    details { margin-top: .9rem; border-top: 1px solid var(--rule); padding-top: .7rem; }
    summary { cursor: pointer; color: var(--river); font-weight: 600; width: fit-content; }
    .scroll { overflow-x: auto; margin-top: .6rem; }
    table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
    caption { text-align: left; color: var(--soft); padding-bottom: .35rem; }
    th, td { padding: .28rem .9rem .28rem 0; text-align: left; vertical-align: top; font-weight: 400; white-space: nowrap;
      border-bottom: 1px solid var(--rule); }
    thead th { color: var(--soft); border-bottom-color: var(--axis); }
    .n { text-align: right; }
    td.n:last-child, th.n:last-child { padding-right: 0; }
    .wrap { white-space: normal; overflow-wrap: anywhere; min-width: 8.5rem; }
    .tall { max-height: 25rem; overflow-y: auto; } .tall thead th { position: sticky; top: 0; background: var(--card); }
    dl.words { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.25rem; }
    dl.words dt { color: var(--ink); font-weight: 600; }
    dl.words dd { margin: 0; }
    footer { padding-top: .5rem; padding-bottom: 3rem; font-size: .875rem; }
    footer h2 { color: var(--ink); font-size: 1rem; }
    @media (max-width: 40rem) { .optional { display: none; } .facts { gap: .75rem 1.5rem; }
      dl.words { grid-template-columns: 1fr; gap: .1rem; } dl.words dd { margin-bottom: .5rem; } }
    @media (forced-colors: active) { .fan { fill: Highlight; } .mean, .asked { stroke: LinkText; }
      .observed, .dots { stroke: CanvasText; } }
    @media print { :root { color-scheme: light; --page: #fff; --card: #fff; --ink: #000; --soft: #444; --rule: #ddd;
      --axis: #777; --river: #00587a; --fan: #0084b0; --seasonal: #a8480c; --naive: #555; 
      --warn: #8f2a12; --warn-page: #fff; }
      body { font-size: 10.5pt; } header, main, footer { max-width: none; padding-left: 0; padding-right: 0; }
      .card { border: 0; border-top: 1px solid var(--axis); border-radius: 0; padding: .75rem 0; }
      figure, .facts, tr { break-inside: avoid; } h2, h3 { break-after: avoid; } .scroll { overflow: visible; max-height: none; }
      details::details-content { content-visibility: visible; block-size: auto; } summary { display: none; }
      * { print-color-adjust: exact; } }
    """
}
