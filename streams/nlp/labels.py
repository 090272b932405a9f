"""The labels of the product, and what other pipelines' labels become.

Ours are five; those of OntoNotes (en_core_web_*), of CoNLL-2003 (PER, MISC), and of spaCy's own pipelines for
other languages map onto them. A label without a counterpart here (MONEY, EVENT, MISC) is left out.
"""

from streams.domain.mention import DATE, LABELS, LOC, NORP, ORG, PERSON

OURS = {label: label for label in LABELS} | {
    "PER": PERSON,
    "PERS": PERSON,
    "PRS": PERSON,
    "PS": PERSON,
    "persName": PERSON,
    "GPE": LOC,
    "GPE_LOC": LOC,
    "GPE_ORG": LOC,
    "FAC": LOC,
    "FACILITY": LOC,
    "LC": LOC,
    "LOCATION": LOC,
    "placeName": LOC,
    "geogName": LOC,
    "OG": ORG,
    "ORGANIZATION": ORG,
    "orgName": ORG,
    "NAT_REL_POL": NORP,
    "DATETIME": DATE,
    "DT": DATE,
    "TME": DATE,
    "date": DATE,
}
