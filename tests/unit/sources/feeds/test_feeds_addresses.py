"""Which addresses a feed may be fetched from: none by which a stranger's URL reads what is ours."""

import pytest

from streams.errors import Reason, Rejected
from streams.sources.feeds.addresses import addresses_of, may_be_asked


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "0.1.2.3",
        "192.0.0.1",
        "192.88.99.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "240.0.0.1",
        "169.254.169.254",
        "192.0.2.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1%eth0",
        "fc00::1",
        "fec0::1",
        "ff02::1",
        "100::1",
        "2001:db8::1",
        "3fff::1",
        "5f00::1",
        "::10.0.0.1",
        "64:ff9b:1::a00:1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "2002:7f00:1::1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
    ],
)
def test_an_address_that_is_not_public_is_not_asked(address: str) -> None:
    """The last five carry an IPv4 address within, which a gateway or the kernel passes them on to."""
    assert not may_be_asked(address, allow_private=False)


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "2606:2800:21f::1", "::ffff:93.184.215.14", "64:ff9b::5db8:d70e"]
)
def test_a_public_address_is_asked(address: str) -> None:
    assert may_be_asked(address, allow_private=False)


def test_an_operator_may_allow_private_ones_but_no_multicast() -> None:
    assert may_be_asked("10.1.2.3", allow_private=True)
    assert may_be_asked("::1", allow_private=True)
    assert not may_be_asked("224.0.0.1", allow_private=True)
    assert not may_be_asked("0.0.0.0", allow_private=True)


async def test_a_name_that_leads_to_this_machine_is_refused_with_the_way_out() -> None:
    with pytest.raises(Rejected, match="NEWSWIRE_FEEDS_ALLOW_PRIVATE_ADDRESSES=true") as refused:
        await addresses_of("localhost", 80, allow_private=False)
    assert refused.value.reason is Reason.INVALID
    assert "127.0.0.1" in await addresses_of("localhost", 80, allow_private=True)


@pytest.mark.parametrize("spelling", ["2130706433", "0x7f.1", "127.1", "0177.0.0.1"])
async def test_other_spellings_of_an_address_are_seen_through(spelling: str) -> None:
    """The resolver reads them; a check of the text alone would not."""
    with pytest.raises((Rejected, OSError)):
        await addresses_of(spelling, 80, allow_private=False)
