"""The labels of the product, and what other pipelines' labels become.

Ours are five; OntoNotes (en_core_web_*), CoNLL-2003 (PER, MISC) and most multilingual pipelines map onto
them. A label without a counterpart here (MONEY, EVENT, MISC) is left out.
"""

PERSON, ORG, LOC, NORP, DATE = LABELS = ("PERSON", "ORG", "LOC", "NORP", "DATE")

OURS = {label: label for label in LABELS} | {
    "PER": PERSON,
    "PERS": PERSON,
    "persName": PERSON,
    "GPE": LOC,
    "GPE_LOC": LOC,
    "GPE_ORG": LOC,
    "FAC": LOC,
    "LOCATION": LOC,
    "placeName": LOC,
    "geogName": LOC,
    "ORGANIZATION": ORG,
    "orgName": ORG,
}
