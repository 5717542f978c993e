extension HelpTests {
  static let statusHelp = """
    Show nodes and jobs in a browser.

    Usage: caudal status [options]

    The page of all jobs, at port 8080:
      caudal status --port 8080

    Options
      --port <[host:]port>   The port of the page, 0 for a free one
      --nodes <name[:port]>  A name that has an address for each node
      --history <folder>     The folder of the records of jobs

    What each option does, in full: caudal help status

    """
}
