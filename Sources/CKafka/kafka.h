// What of librdkafka's values is looked into: their layouts are those of its interface 1, which has been kept since
// 2016. The library is opened when a job needs it, and its header isn't needed to build.
#include <stddef.h>
#include <stdint.h>

// A message, or what has gone wrong: rd_kafka_message_t.
struct kafka_message {
  int error;
  void *topic;
  int32_t partition;
  void *payload;
  size_t length;
  void *key;
  size_t key_length;
  int64_t offset;
  void *implementation;
};

// What is known of a partition: rd_kafka_metadata_partition_t.
struct kafka_partition {
  int32_t number;
  int error;
  int32_t leader;
  int replica_count;
  int32_t *replicas;
  int in_sync_replica_count;
  int32_t *in_sync_replicas;
};

// What is known of a topic: rd_kafka_metadata_topic_t.
struct kafka_topic {
  char *name;
  int partition_count;
  struct kafka_partition *partitions;
  int error;
};

// What brokers tell: rd_kafka_metadata_t.
struct kafka_metadata {
  int broker_count;
  void *brokers;
  int topic_count;
  struct kafka_topic *topics;
  int32_t origin_number;
  char *origin_name;
};
