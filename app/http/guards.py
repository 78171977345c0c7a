"""The middleware that keeps the service, as the settings have it; what has nothing to do is not in the stack."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.middleware import Middleware

from app.http.access import Access, rates
from app.http.bodies import Bodies
from app.http.cors import Cors
from app.http.door import Door, Hosts
from app.http.policy import listens_beyond, policy
from app.http.proxies import Proxied
from app.settings import Settings, listed


@dataclass(frozen=True, slots=True)
class Guards:
    """Where each stands: before everything, after the last catch, and just before the router.

    ``front`` says for which ``Host`` nobody but the door would have anything to say about a read, so that it may be answered
    before all of them; None where others have.
    """

    outermost: tuple[Middleware, ...]
    inner: tuple[Middleware, ...]
    innermost: tuple[Middleware, ...]
    front: Callable[[bytes], bool] | None


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
    names = Hosts(hosts, local=local)
    door = Middleware(Door, most=settings.max_requests, hosts=names, origins=origins)
    access = () if rules.idle else (Middleware(Access, rules, rates(rules)),)
    front = names.known if rules.quiet and not (proxied or cors) else None
    return Guards(proxied, (*cors, door, *access), (Middleware(Bodies, settings.body_timeout),), front)
