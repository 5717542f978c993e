extension HelpTests {
  static let jobsHelp = """
    List the jobs that have run, or run now.

    Usage: caudal jobs [options] [<job>]

    What has failed lately:
      caudal jobs --state failed --last 5

    Options
      --state <state>     Only jobs of a state, such as failed
      --last <n>          Only so many jobs, the last ones
      --format <format>   How to print them: table, json or csv
      --history <folder>  The folder of the records of jobs

    What each option does, in full: caudal help jobs

    """
}
