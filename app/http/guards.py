"""The middleware that keeps the service, as the settings have it; what has nothing to do is not in the stack."""

from dataclasses import dataclass

from starlette.middleware import Middleware

from app.http.access import Access, rates
from app.http.bodies import Bodies
from app.http.cors import Cors
from app.http.door import Door
from app.http.policy import listens_beyond, policy
from app.http.proxies import Proxied
from app.settings import Settings, listed


@dataclass(frozen=True, slots=True)
class Guards:
    """Where each stands: before everything, after the last catch, and just before the router."""

    outermost: tuple[Middleware, ...]
    inner: tuple[Middleware, ...]
    innermost: tuple[Middleware, ...]


def guards(settings: Settings) -> Guards:
    """The guards of the settings. Raises :class:`app.errors.BadSettings` where everybody could write by mistake."""
    rules = policy(settings)
    trusted, origins, hosts = (
        listed(value) for value in (settings.trusted_proxies, settings.cors_origins, settings.allowed_hosts)
    )
    always = settings.hsts == "always"
    proxied = (Middleware(Proxied, trusted, hsts=settings.hsts != "off", always=always),) if trusted or always else ()
    cors = (Middleware(Cors, origins),) if origins else ()
    local = not listens_beyond(settings)
    door = Middleware(Door, most=settings.max_requests, hosts=hosts, local=local, origins=origins)
    access = () if rules.idle else (Middleware(Access, rules, rates(rules)),)
    return Guards(proxied, (*cors, door, *access), (Middleware(Bodies, settings.body_timeout),))
