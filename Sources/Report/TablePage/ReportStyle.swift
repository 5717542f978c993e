/// What the style of a report on a table has besides ``PageStyle``.
enum ReportStyle {
  /// The style sheet.
  static let sheet: StaticString = """
    .lede { font-size: 1.05rem; max-width: 44rem; color: var(--soft); }
    header .facts { margin-top: 1.4rem; }
    .facts dd small { max-width: 15rem; }
    .name { display: flex; flex-wrap: wrap; align-items: baseline; gap: .35rem .75rem; }
    .chip { border: 1px solid var(--rule); border-radius: 99px; color: var(--soft); font-size: .78rem; line-height: 1.5;
      padding: .05rem .6rem; white-space: nowrap; }
    .name .soft { margin-left: auto; font-size: .85rem; }
    .facts.small dd { font-size: 1.1rem; }
    caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    .scroll { position: relative; }
    summary { font-size: .875rem; font-weight: 500; }
    .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 25rem), 1fr)); gap: .25rem 2.75rem;
      align-items: start; }
    .pair > :nth-child(odd):last-child { grid-column: 1 / -1; }
    .split { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 2.4fr); gap: 0 2.75rem; align-items: start; }
    .split .facts { gap: .9rem 1.5rem; } .split figure { margin-top: 0; }
    .pair > *, .split > * { min-width: 0; }
    figure h3 { margin: 0 0 .5rem; font-size: .92rem; font-weight: 600; }
    .inset { overflow: visible; margin-left: 2.9rem; width: calc(100% - 2.9rem); }
    .inset .number { text-anchor: end; transform: translate(-.5rem, 8px); }
    .inset.far { margin-left: 4.9rem; width: calc(100% - 4.9rem); }
    .bar { fill: var(--river); fill-opacity: .82; }
    .gone { fill: var(--seasonal); fill-opacity: .85; }
    .track { fill: var(--rule); fill-opacity: .6; }
    .whisker { stroke: var(--axis); stroke-width: 1.5px; }
    .box { fill: var(--fan); fill-opacity: .3; stroke: var(--river); stroke-width: 1px; }
    .median { stroke: var(--river); stroke-width: 3px; stroke-linecap: butt; }
    .mode { stroke: var(--seasonal); stroke-width: 8px; }
    .average { stroke: var(--ink); stroke-width: 1.5px; stroke-dasharray: 2 4; }
    .place { fill: var(--river); fill-opacity: .55; stroke: var(--card); stroke-width: 1px; }
    .spark { display: inline-block; vertical-align: middle; }
    .strip { margin-bottom: .35rem; }
    .long { min-width: 3rem; width: 100%; }
    .frequent table, .wide table { width: 100%; }
    .frequent tbody th { max-width: 18rem; white-space: normal; overflow-wrap: anywhere; }
    .wide th, .wide td { vertical-align: middle; } .wide tbody th.wrap { min-width: 10.5rem; }
    td.meter { width: 45%; vertical-align: middle; }
    td.plots { width: 55%; min-width: 14rem; vertical-align: middle; padding-right: 1.25rem; }
    td.plots .strip { margin: 0; }
    .map svg { max-width: 100%; height: auto; margin: 0 auto; }
    .map .rule { stroke: var(--rule); stroke-width: 1px; }
    .map text { font-size: 12px; fill: var(--soft); font-variant-numeric: tabular-nums; }
    .heat th, .heat td { border: 0; padding: .35rem .55rem; border-radius: 5px; }
    .heat td { text-align: right; min-width: 3.6rem; }
    .heat table { border-collapse: separate; border-spacing: 3px; }
    .heat thead th { white-space: normal; overflow-wrap: break-word; max-width: 9rem; text-align: right; font-size: .8rem;
      vertical-align: bottom; }
    .heat tbody th { padding-left: 0; }
    .up1 { background: color-mix(in srgb, var(--fan) 8%, var(--card)); }
    .up2 { background: color-mix(in srgb, var(--fan) 17%, var(--card)); }
    .up3 { background: color-mix(in srgb, var(--fan) 27%, var(--card)); }
    .up4 { background: color-mix(in srgb, var(--fan) 38%, var(--card)); }
    .down1 { background: color-mix(in srgb, var(--seasonal) 8%, var(--card)); }
    .down2 { background: color-mix(in srgb, var(--seasonal) 16%, var(--card)); }
    .down3 { background: color-mix(in srgb, var(--seasonal) 24%, var(--card)); }
    .down4 { background: color-mix(in srgb, var(--seasonal) 32%, var(--card)); }
    .notes { margin: .5rem 0 0; padding-left: 1.1rem; } .notes li { margin: .25rem 0; overflow-wrap: anywhere; }
    @media (max-width: 52rem) { .split { grid-template-columns: minmax(0, 1fr); gap: 1rem; } }
    @media (max-width: 40rem) { .name .soft { margin-left: 0; } }
    @media (forced-colors: active) { .bar, .gone, .place { fill: CanvasText; } .median, .mode { stroke: Highlight; } }
    @media print { .pair { grid-template-columns: 1fr 1fr; } .card { break-inside: auto; } .tall { max-height: none; } }
    """
}
