"""The application as a server loads it: `gunicorn "objectry.faces.served:app()"`, or `crm serve`.

Everything it needs stands in the environment, or in the settings that `crm serve` hands to its processes.
"""

import os

from flask import Flask

from objectry.faces.limits import limits_of
from objectry.faces.metrics import Metrics, RuleCount, shared_folder
from objectry.faces.observing import Watch, set_up_logs
from objectry.faces.settings import Settings, settings_of
from objectry.faces.wsgi import create_app
from objectry.runtime import assemble


def app() -> Flask:
    """The application of a worker process, set up by the environment alone.  Raises BadSetting."""
    return open_app(settings_of(os.environ))


def open_app(settings: Settings) -> Flask:
    """The application of a worker process."""
    set_up_logs(settings.log)
    metrics = Metrics(shared_folder(os.environ)) if settings.metrics_token else None
    witness = None if metrics is None else RuleCount(metrics)
    platform = assemble(settings.database, settings.schema, files=settings.files, witness=witness)
    watch = Watch(metrics, settings.metrics_token, settings.draining)
    return create_app(
        platform,
        insecure_http=settings.insecure_http,
        limits=limits_of(settings.rate),
        site=settings.site,
        watched=watch,
    )
