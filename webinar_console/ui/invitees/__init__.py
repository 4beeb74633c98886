"""The panel of a session: host, co-hosts and panelists."""
