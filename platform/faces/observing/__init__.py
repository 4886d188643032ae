"""What is told of requests to those who run the server: log lines and figures, never what records hold.

The figures stand in `faces/metrics.py`, loaded by who wants them: the library behind it decides at its import whether
processes share them.
"""

from objectry.faces.observing.logs import set_up_logs
from objectry.faces.observing.observed import Observed, Pool, note_user, told_id
from objectry.faces.observing.watching import Meter, Watch, watch

__all__ = ["Meter", "Observed", "Pool", "Watch", "note_user", "set_up_logs", "told_id", "watch"]
