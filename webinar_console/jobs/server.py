"""RingCentral as the engine uses it: the client with background priority and no repeating of its own."""
