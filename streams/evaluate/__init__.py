"""How well copies are told: articles are copied in known ways, among look-alikes, and the verdicts counted.

`stream` mixes what is to be judged, `judge` puts it through the product's own functions, `report` counts.
"""
