"""The invented outlets: what each covers, how it opens a story, and what its site puts around one."""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A publisher that does not exist. `opening` goes before the first word of a story; may be empty.

    `chrome` is what surrounds every story on its site, line by line; `{title}` stands for another headline.
    """

    name: str
    domain: str
    beats: tuple[str, ...]
    opening: str = ""
    byline: str = ""
    wire: bool = False
    chrome: tuple[str, ...] = ()

    def url(self, slug: str, rng: Random) -> str:
        """Return an address for a story, in the form that every spelling of it comes down to."""
        return f"https://{self.domain}/{rng.randrange(10**7):07d}/{slug}"


_ALL = ("business", "public", "culture", "land")
OUTLETS = (
    Outlet(
        name="Meridian Wire",
        domain="meridianwire.example",
        beats=_ALL,
        wire=True,
        opening="{CITY} (Meridian) – ",
        chrome=("Meridian Wire. Published around the clock.",),
    ),
    Outlet(
        name="Northbank Press Agency",
        domain="npa.example",
        beats=_ALL,
        wire=True,
        opening="{CITY}, {country} (NPA) - ",
        chrome=("(c) NPA. All rights reserved to subscribers.",),
    ),
    Outlet(
        name="Samphire News Service",
        domain="samphire.example",
        beats=("public", "land"),
        wire=True,
        opening="{city}: ",
        chrome=("Samphire News Service, owned by its readers since 1961.",),
    ),
    Outlet(
        name="The Harbour Courier",
        domain="harbourcourier.example",
        beats=("business", "land"),
        opening="{city} | ",
        byline="By {author}, shipping desk",
        chrome=(
            "Home | Port | Markets | Tides | Letters",
            "Subscribe to the morning tide: one mail, six days a week.",
            "More from the quay: {title}",
            "Share this article: Mail, Print, Copy link",
            "The Harbour Courier is a member of the regional press council.",
        ),
    ),
    Outlet(
        name="Valley Ledger",
        domain="valleyledger.example",
        beats=("land", "public"),
        byline="{author}",
        chrome=(
            "Valley Ledger · Weather · Obituaries · Classifieds",
            "You have two free articles left this month.",
            "Read next: {title}",
            "Report a mistake: desk@valleyledger.example",
        ),
    ),
    Outlet(
        name="Capital Chronicle",
        domain="capitalchronicle.example",
        beats=("public", "business"),
        opening="{CITY} – ",
        byline="{author}, Political Editor",
        chrome=(
            "MENU Politics Courts World Opinion Podcasts",
            "This story is developing and will be updated.",
            "RELATED: {title}",
            "Sign up for Chronicle Briefing, our newsletter at six each evening.",
            "© Capital Chronicle Publishing. Terms and privacy.",
        ),
    ),
    Outlet(
        name="Ledgerline",
        domain="ledgerline.example",
        beats=("business",),
        byline="By {author}",
        chrome=(
            "Markets Funds Rates Companies Explainers",
            "Ledgerline Pro members saw this eleven minutes earlier.",
            "Also on Ledgerline: {title}",
            "Prices are delayed by fifteen minutes. This is no advice to buy or sell.",
        ),
    ),
    Outlet(
        name="Field & Furrow",
        domain="fieldandfurrow.example",
        beats=("land",),
        opening="From {city}. ",
        chrome=(
            "Grain | Dairy | Machinery | Weather map",
            "Listen to this story in the Furrow app.",
            "Neighbouring reading: {title}",
        ),
    ),
    Outlet(
        name="Terrace Talk",
        domain="terracetalk.example",
        beats=("culture",),
        byline="Words: {author}",
        chrome=(
            "Fixtures Tables Transfers Fans",
            "Vote now: who was the player of the round?",
            "Next up: {title}",
            "Join 40,000 readers who get our Monday email.",
        ),
    ),
    Outlet(
        name="Orbit & Ocean",
        domain="orbitandocean.example",
        beats=("culture",),
        byline="{author} reports",
        chrome=(
            "Space / Sea / Ice / Life / Tools",
            "Enjoying this? Orbit & Ocean has no advertising, only members.",
            "Keep exploring: {title}",
            "Text may be reused with credit under our house licence.",
        ),
    ),
    Outlet(
        name="The Evening Lantern",
        domain="eveninglantern.example",
        beats=_ALL,
        opening="{city}, {day} – ",
        byline="by {author}",
        chrome=(
            "Front page  City  Country  Culture  Puzzles",
            "Tonight's puzzle: four letters, opens a door.",
            "Lantern readers also opened: {title}",
            "Comments are closed after 48 hours.",
            "Printed in Lantern Street since 1908.",
        ),
    ),
    Outlet(
        name="Radio Estuary",
        domain="radioestuary.example",
        beats=_ALL,
        chrome=("Listen live on 98.4", "Our next bulletin is on the hour.", "On air earlier: {title}"),
    ),
    Outlet(
        name="Mosaic Daily",
        domain="mosaicdaily.example",
        beats=_ALL,
        opening="{CITY}. ",
        byline="{author} for Mosaic",
        chrome=(
            "Mosaic: news in nine languages",
            "Skip to content",
            "You might like: {title}",
            "Cookies help us to remember you. Accept or adjust.",
            "Mosaic Daily, a cooperative of its staff.",
        ),
    ),
)
WIRES = tuple(outlet for outlet in OUTLETS if outlet.wire)
PAPERS = tuple(outlet for outlet in OUTLETS if not outlet.wire)


def covering(
    beat: str, rng: Random, *, wire: bool | None = None, other_than: frozenset[str] = frozenset()
) -> Outlet:
    """Return an outlet that covers a beat: a wire, a paper or (None) either, and none of those named."""
    return rng.choice(
        [
            outlet
            for outlet in OUTLETS
            if beat in outlet.beats and outlet.name not in other_than and wire in (None, outlet.wire)
        ]
    )
