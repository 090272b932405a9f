"""Articles from RSS, Atom and JSON feeds, polled politely for as long as the program runs."""
