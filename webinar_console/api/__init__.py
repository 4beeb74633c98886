"""The asynchronous RingCentral Webinar client: protocol, sender, governor, sign-in, resources.

Import from the modules: ``client.RingCentral``, ``protocol.tokens`` for credentials, ``governor.Governor``,
``retry``. Nothing is imported here, because httpx takes a while and a window should show before it.
"""
