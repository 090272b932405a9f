"""Who this process is to Kafka, how it is reached, and what it may do there."""
