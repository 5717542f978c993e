/// What the style of all pages lacks for those that show what runs. Amber and red come with a word and a sign: colour alone
/// tells nothing.
enum StatusStyle {
  static let css = """
    :root { --good: #12693a; --good-page: #e5f3ea; --amber: #7a4a00; --amber-page: #fdf0d5; --red: #a11d1d;
      --red-page: #fde8e6; --quiet-page: #e9eef0; }
    @media (prefers-color-scheme: dark) { :root { --good: #7fd8a3; --good-page: #16301f; --amber: #f3c06b;
      --amber-page: #33270f; --red: #ffaaa2; --red-page: #3d1b19; --quiet-page: #25313a; } }
    [hidden] { display: none !important; }
    .head { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1rem; justify-content: space-between; }
    .command { margin-top: .6rem; }
    code { font: .875rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; color: var(--soft);
      overflow-wrap: anywhere; }
    .pill { display: inline-block; border-radius: 999px; padding: .1rem .7rem; font-size: .8rem; font-weight: 600;
      white-space: nowrap; background: var(--quiet-page); color: var(--soft); }
    .pill.good { background: var(--good-page); color: var(--good); }
    .pill.warning { background: var(--amber-page); color: var(--amber); margin: 0; }
    .pill.serious { background: var(--red-page); color: var(--red); }
    .bar { height: .9rem; border-radius: 999px; background: var(--quiet-page); overflow: hidden; margin-top: .35rem; }
    .fill { height: 100%; width: 0; border-radius: 999px; background: var(--river); }
    .bar.unknown .fill { width: 28%; animation: wander 2.4s ease-in-out infinite alternate; }
    .bar.done .fill { background: var(--good); } .bar.failed .fill { background: var(--red); }
    @keyframes wander { from { margin-left: 0; } to { margin-left: 72%; } }
    .facts dd small { font-weight: 400; }
    tbody tr.warning { background: var(--amber-page); color: inherit; } tbody tr.serious { background: var(--red-page); }
    table { width: 100%; }
    th, td { padding: .4rem .9rem .4rem 0; vertical-align: middle; }
    tr > :first-child { padding-left: .5rem; } tr > :last-child { padding-right: .5rem; }
    .share { display: block; width: 5.5rem; height: .3rem; border-radius: 999px; background: var(--quiet-page); overflow: hidden;
      margin: .15rem 0 0 auto; }
    .share i { display: block; height: 100%; background: var(--river); }
    .messages { list-style: none; margin: .5rem 0 0; padding: 0; max-height: 16rem; overflow-y: auto; font-size: .9rem; }
    .messages li { display: flex; gap: .9rem; padding: .3rem 0; border-bottom: 1px solid var(--rule); overflow-wrap: anywhere; }
    .messages time { color: var(--soft); font-variant-numeric: tabular-nums; min-width: 3.6rem; text-align: right; flex: none; }
    footer a { margin-right: 1rem; }
    @media (max-width: 60rem) { .optional { display: none; } }
    @media (max-width: 40rem) { .facts { display: grid; grid-template-columns: 1fr 1fr; } .facts dd { font-size: 1.2rem; } }
    @media (prefers-reduced-motion: reduce) { .bar.unknown .fill { animation: none; } }

    """
}
