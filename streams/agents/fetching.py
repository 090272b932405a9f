"""Kafka's consumer asked so that no partition waits for the silence of others.

aiokafka has one request at a time with each broker, and leaves those partitions out of it of which something
fetched still waits to be read, or which are paused. If the others have nothing new, the broker holds that
request for as long as Faust allows, 1.5 s, while what was left out is read at once, and more of it may lie
ready. A dedup worker at full load stood still for 1.3 s at a time. So a request that leaves something out is
held for 20 ms only; one for all partitions as long as Faust says: an idle worker asks as seldom as ever.
"""

from typing import Any

from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread

LEFT_OUT_MS = 20


class AttentiveThread(AIOKafkaConsumerThread):
    """Faust's thread around aiokafka's consumer, whose requests never wait without a partition."""

    async def on_start(self) -> None:
        """Start the consumer; it is assigned nothing yet, so nothing was fetched before this."""
        await super().on_start()
        consumer: Any = self._consumer
        attend(consumer._fetcher)


def attend(fetcher: Any) -> None:
    """Have one of aiokafka's fetchers wait 20 ms at most for an answer that some partition is left out of."""
    plan, whole_ms = fetcher._get_actions_per_node, fetcher._fetch_max_wait_ms

    def attentive(assignment: Any) -> Any:
        left_out = any(tp in fetcher._records or assignment.state_value(tp).paused for tp in assignment.tps)
        fetcher._fetch_max_wait_ms = min(LEFT_OUT_MS, whole_ms) if left_out else whole_ms
        return plan(assignment)

    fetcher._get_actions_per_node = attentive
