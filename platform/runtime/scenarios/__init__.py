"""Scenarios played: a tenant that is thrown away, people and a clock, steps through the door, and what came of them."""

from objectry.runtime.scenarios.codes import CODES
from objectry.runtime.scenarios.outcomes import Arm, Failure, Played, Report
from objectry.runtime.scenarios.playing import play_all

__all__ = ["CODES", "Arm", "Failure", "Played", "Report", "play_all"]
