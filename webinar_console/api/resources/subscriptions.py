"""Webhook subscriptions: RingCentral calls a server of the user's own; a desktop program cannot listen."""

from collections.abc import Sequence

from webinar_console.api.paging import Records
from webinar_console.api.protocol import operations
from webinar_console.api.protocol.request import build_request
from webinar_console.api.sender import Sender
from webinar_console.domain.subscription import NewSubscription, Subscription


class Subscriptions:
    """``/webinar/notifications/v1/subscriptions``."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def list(self) -> Records[Subscription]:
        """All subscriptions of this app and user; the contract has no pages here."""
        page = await self._sender.page(build_request(operations.LIST_SUBSCRIPTIONS), Subscription)
        return page.records

    async def get(self, subscription_id: str) -> Subscription:
        """One subscription. Raises :class:`NotFound`."""
        request = build_request(operations.GET_SUBSCRIPTION, {"subscriptionId": subscription_id})
        return await self._sender.record(request, Subscription)

    async def create(self, subscription: NewSubscription) -> Subscription:
        """Subscribe. RingCentral calls the address at once to see whether it answers."""
        request = build_request(operations.CREATE_SUBSCRIPTION, body=subscription)
        return await self._sender.record(request, Subscription)

    async def update(
        self, subscription_id: str, event_filters: Sequence[str], *, expires_in_s: int | None = None
    ) -> Subscription:
        """Replace the event filters; a subscription that ran out starts again."""
        body: dict[str, Sequence[str] | int] = {"eventFilters": event_filters}
        if expires_in_s is not None:
            body["expiresIn"] = expires_in_s
        request = build_request(
            operations.UPDATE_SUBSCRIPTION, {"subscriptionId": subscription_id}, body=body
        )
        return await self._sender.record(request, Subscription)

    async def renew(self, subscription_id: str) -> Subscription:
        """Let the subscription run for its whole time again."""
        request = build_request(operations.RENEW_SUBSCRIPTION, {"subscriptionId": subscription_id})
        return await self._sender.record(request, Subscription)

    async def delete(self, subscription_id: str) -> None:
        """End the subscription."""
        ids = {"subscriptionId": subscription_id}
        await self._sender.nothing(build_request(operations.DELETE_SUBSCRIPTION, ids))
