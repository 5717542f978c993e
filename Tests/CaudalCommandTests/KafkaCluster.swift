/// A cluster of Kafka in a program of Python: the brokers that librdkafka has for tests, real ports and real requests.
enum KafkaCluster {
  /// A class of Python. The brokers live as long as the program.
  static let script = """
    import ctypes, os, random, signal, subprocess, sys, time
    class Cluster:
      def __init__(self, brokers=2):
        self.library = ctypes.CDLL("librdkafka.so.1")
        kinds = {"p": ctypes.c_void_p, "i": ctypes.c_int, "s": ctypes.c_char_p}
        for name, result, arguments in [
          ("conf_new", ctypes.c_void_p, ""), ("conf_set", ctypes.c_int, "pssps"), ("conf_set_log_cb", None, "pp"),
          ("new", ctypes.c_void_p, "ippi"), ("flush", ctypes.c_int, "pi"), ("poll", ctypes.c_int, "pi"),
          ("mock_cluster_new", ctypes.c_void_p, "pi"), ("mock_cluster_bootstraps", ctypes.c_char_p, "p"),
          ("mock_topic_create", ctypes.c_int, "psii"), ("mock_topic_set_error", None, "psi"),
          ("mock_broker_set_down", ctypes.c_int, "pi"), ("mock_broker_set_up", ctypes.c_int, "pi"),
          ("mock_broker_set_rtt", ctypes.c_int, "pii")]:
          function = getattr(self.library, "rd_kafka_" + name)
          function.restype, function.argtypes = result, [kinds[code] for code in arguments]
          setattr(self, name, function)
        self.cluster = self.mock_cluster_new(self.client({}), brokers)
        self.brokers = self.mock_cluster_bootstraps(self.cluster).decode()
        self.producer = self.client({"bootstrap.servers": self.brokers, "linger.ms": "1"})
      def client(self, settings):
        conf = self.conf_new()
        self.conf_set_log_cb(conf, None)
        for name, value in settings.items(): assert self.conf_set(conf, name.encode(), value.encode(), None, None) == 0
        return self.new(0, conf, None, 0)
      def create(self, topic, partitions=1):
        assert self.mock_topic_create(self.cluster, topic.encode(), partitions, 1) == 0
        return f"kafka://{self.brokers}/{topic}"
      def send(self, topic, partition, value, time=None):
        "Sends a message, or a None, which has no value; its time is in milliseconds since 1970."
        text = ctypes.c_char_p(None if value is None else value.encode())
        stamp = [] if time is None else [8, ctypes.c_int64(time)]
        while True:
          error = self.library.rd_kafka_producev(ctypes.c_void_p(self.producer), 1, ctypes.c_char_p(topic.encode()),
            3, ctypes.c_int32(partition), 4, text, ctypes.c_size_t(len(value.encode()) if value else 0), 7, 2, *stamp, 0)
          if error == 0: return
          assert error == -184, error
          self.poll(self.producer, 10)
      def wait(self): assert self.flush(self.producer, 30000) == 0
    program, folder = sys.argv[1], sys.argv[2]
    os.chdir(folder)
    def run(source, *options, code=0):
      done = subprocess.run([program, "follow", source, "--until-end", *options], capture_output=True, text=True)
      assert done.returncode == code, (done.returncode, done.stderr)
      # On a busy machine a note may stand before it, as brokers are slow to answer.
      return done.stdout if code == 0 else done.stderr.splitlines()[-1] + "\\n"
    def last(text):
      "The lines of the last result, without its number."
      lines = text.splitlines()[1:]
      return [line.split(",", 1)[1] for line in lines if line.split(",")[0] == lines[-1].split(",")[0]]

    """
}
