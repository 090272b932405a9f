"""How often the sentinel cries wolf, and how soon it notices, over simulated years."""
