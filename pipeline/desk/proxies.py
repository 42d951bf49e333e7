"""Pure. Who calls, where a proxy may stand in between: only the word of those that the settings name is believed."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from starlette.requests import HTTPConnection

from pipeline.settings import DeskPlace


def is_proxy(address: str, desk: DeskPlace) -> bool:
    """Whether the address is one of `desk.trusted_proxies`."""
    try:
        asked = ip_address(address)
    except ValueError:
        return False
    return any(asked in ip_network(each) for each in desk.trusted_proxies or ())


def peer_of(request: HTTPConnection) -> str:
    """The address at the other end of the connection."""
    return request.client.host if request.client else ""


def address_of(request: HTTPConnection, desk: DeskPlace) -> str:
    """The address of the browser: the last one that no proxy of ours has, of those that ours tell."""
    address = peer_of(request)
    told = [each.strip() for each in request.headers.get("x-forwarded-for", "")[:1000].split(",") if each.strip()]
    while told and is_proxy(address, desk):
        address = told.pop()
    return address[:50]


def is_encrypted(request: HTTPConnection, desk: DeskPlace) -> bool:
    """Whether the browser speaks TLS, as the settings, our proxy or the connection itself says."""
    if is_proxy(peer_of(request), desk) and "x-forwarded-proto" in request.headers:
        return request.headers["x-forwarded-proto"].strip().lower() == "https"
    return desk.behind_tls or request.url.scheme == "https"


def named_by_proxy(request: HTTPConnection, desk: DeskPlace) -> str | None:
    """The account that our proxy names, None where it names none or the settings name no header."""
    if desk.trusted_header is None or not is_proxy(peer_of(request), desk):
        return None
    # sent twice it is nobody's word: a browser may have sent the first
    told = request.headers.getlist(desk.trusted_header)
    return told[0].strip().lower() or None if len(told) == 1 else None
