"""A simulated newsroom: fictional outlets that publish, copy and correct articles over loopback HTTP.

`Newsroom` decides what is out at which time (pure, deterministic in its seed); `NewsroomServer` serves
it. The demo and the benchmarks collect from it; nothing of it is needed to process real feeds.
"""

from pipelines.newsroom.newsroom import Newsroom
from pipelines.newsroom.server import NewsroomServer

__all__ = ["Newsroom", "NewsroomServer"]
