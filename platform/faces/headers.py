"""Headers every answer carries.  Nothing inline, nothing from elsewhere, nothing kept by caches that is private."""

from collections.abc import Mapping
from types import MappingProxyType

from flask import Response, request

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",  # Tabler's style sheet carries small pictures in itself
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
ALWAYS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
        "Cache-Control": "no-store",
    }
)
A_YEAR = 31_536_000


def protect(response: Response) -> Response:
    """Add what is missing to an answer: security headers, no storing, and on https strict transport."""
    there = {name.lower() for name, _ in response.headers}
    response.headers.extend([(name, value) for name, value in ALWAYS.items() if name.lower() not in there])
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={A_YEAR}; includeSubDomains")
    return response
