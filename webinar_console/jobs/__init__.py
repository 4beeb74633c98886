"""Jobs: plan → journal → run → reconcile. Every write of more than one call goes through here."""
