"""Kafka for everything that is not a Faust worker: producers, topics, and a broker of one's own."""
