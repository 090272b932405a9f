"""Articles in languages that no pipeline reads here: nonsense, told as that language."""

from random import Random

_WORDS = {
    "de": (
        "der Bürgermeister|die Gewerkschaft|das Ministerium|der Flughafen|das Gericht|der Verband",
        "verschiebt|prüft|verkauft|eröffnet|kritisiert|genehmigt|schließt",
        "den Neubau am Hafen|die Preise für Strom|das neue Gesetz|den Umbau der Schule|die Linie nach Norden",
        "nach langem Streit|bis zum Herbst|ohne weitere Zusagen|wegen der hohen Kosten|trotz aller Warnungen",
    ),
    "fr": (
        "le maire|le syndicat|le ministère|la gare|la banque|le tribunal|la fédération",
        "repousse|examine|vend|inaugure|critique|approuve|ferme",
        "la construction du port|le prix du pain|la nouvelle loi|les travaux|la ligne vers le nord",
        "après de longs débats|jusqu'à l'automne|sans autre promesse|à cause des coûts|malgré la pluie",
    ),
}
SENTENCES = 12


def article(language: str, number: int) -> dict[str, str]:
    """Return an item of a JSON Feed, the same one for the same number."""
    rng = Random(f"{language} {number}")
    pools = [words.split("|") for words in _WORDS[language]]
    sentences = [
        " ".join([*(rng.choice(pool) for pool in pools), _name(rng), _name(rng)]) + "."
        for _ in range(SENTENCES)
    ]
    url = f"https://{language}.example/{number}"
    return {"id": url, "url": url, "title": sentences[0], "content_text": " ".join(sentences)}


def _name(rng: Random) -> str:
    """Return a made-up name: without them every article would be a copy of the others."""
    return "".join(rng.choice(("ba", "lo", "mi", "ru", "sen", "ter", "vi", "kan")) for _ in range(3)).title()
