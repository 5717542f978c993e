extension HelpTests {
  static let statusHelp = """
    OVERVIEW: Show nodes and jobs in a browser.

    It serves a page with the nodes, the jobs that run, and those that have ended,
    from the records that jobs leave: see caudal jobs. Each job has a page with its
    command, ranks, times, notes and error, and a link to its own page while it
    runs with --status, or to the report that it wrote.

    The address to open is printed, with the token that it needs. The page can only
    be looked at. It is served until SIGTERM or SIGINT, which is Ctrl-C. /jobs.json
    is for programs.

    The nodes are those of --nodes; else those of the batch job in which it runs
    (Slurm); else this host.

    USAGE: caudal status [--port <[host:]port>] [--history <folder>] [--nodes <name[:port]>]

    OPTIONS:
      --port <[host:]port>    Where the page is: at a port of this host, 0 for a
                              free one; for others to see at an address, as in
                              0.0.0.0:8080. Default: 8080.
      --history <folder>      The folder of the records of jobs. Default:
                              CAUDAL_HISTORY; or caudal/jobs in XDG_STATE_HOME, or
                              in ~/.local/state.
      --nodes <name[:port]>   A name with an address for each node, on which an ssh
                              server greets, as tasks.ranks:2222 in a Swarm.
      --version               Show the version.
      -h, --help              Show help information.


    """
}
