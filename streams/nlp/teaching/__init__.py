"""How the shipped models come about: a fine-tuned teacher, news that it labels, a small student of both.

Nothing here runs in a worker; it needs the packages of the dependency group `model`.
"""
