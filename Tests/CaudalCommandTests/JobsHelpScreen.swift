extension HelpTests {
  static let jobsHelp = """
    OVERVIEW: List the jobs that have run, or run now.

    Each describe, frequency, select, forecast and follow leaves a record: when,
    what, how long, how much, and how it ended. Only you can read the records,
    passwords are left out, and the last 1000 are kept.

    States: running, done, failed, lost. A job is lost if it has gone without an
    end, as one that was killed.

    USAGE: caudal jobs [<job>] [--state <state> ...] [--last <last>] [--history <folder>] [--format <format>]

    ARGUMENTS:
      <job>                   A job, to show all that is known of it: the beginning
                              of its name, or last.

    OPTIONS:
      --state <state>         Only jobs of a state; may be repeated. (values:
                              running, done, failed, lost)
      --last <last>           Only so many jobs, the last ones. (default: 20)
      --history <folder>      The folder of the records of jobs. Default:
                              CAUDAL_HISTORY; or caudal/jobs in XDG_STATE_HOME, or
                              in ~/.local/state.
      --format <format>       How to print them: table, json or csv. (values:
                              table, json, csv; default: table)
      --version               Show the version.
      -h, --help              Show help information.


    """
}
