"""What tells one version of an app from another."""

from hashlib import sha256

from objectry.metadata import AppSource


def hash_of(app: AppSource) -> str:
    """The SHA-256 of all files of an app."""
    digest = sha256()
    for name, text in sorted(app.files.items()):
        for part in (name, text):
            content = part.encode(errors="surrogateescape")
            digest.update(len(content).to_bytes(8) + content)
    return digest.hexdigest()
