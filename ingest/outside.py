"""How we meet the outside, as the environment says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version

from ingest.notify import Webhook, ping_address, webhook
from ingest.wayback import API


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """Who we are to others, and whom we ask and tell."""

    user_agent: str  # who we are and where to complain
    wayback: str  # base address of the Wayback Machine, or of a service that speaks like it
    health_check: str | None  # address that is pinged when a run starts and when it has ended
    webhook: Webhook | None  # who is told of changes

    @property
    def told(self) -> str | None:
        """The address that changes are told to."""
        return self.webhook.url if self.webhook else None


def outside(environ: Mapping[str, str]) -> Outside:
    """What the environment says. Raises ConfigError."""
    contact = environ.get("POLICY_CONTACT", "see the operator of this address")
    ours = f"policy-archive/{version('policy-archive')} (public documents archive; {contact})"
    return Outside(
        user_agent=environ.get("POLICY_USER_AGENT", ours),
        wayback=environ.get("POLICY_WAYBACK", API),
        health_check=ping_address(environ.get("POLICY_PING_URL")),
        webhook=webhook(environ.get("POLICY_WEBHOOK_URL"), environ.get("POLICY_WEBHOOK_SECRET")),
    )
