"""Who said and did what, about which issue. Pure."""

from pipelines.extract.extractor import (
    ANALYSED_TOGETHER,
    MODEL_EPOCH,
    ArticleExtractor,
    Extractor,
    open_extractor,
)

__all__ = ["ANALYSED_TOGETHER", "MODEL_EPOCH", "ArticleExtractor", "Extractor", "open_extractor"]
