"""The Faust workers: thin edges around the domain. Decode, decide, send, acknowledge."""
