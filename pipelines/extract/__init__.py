"""Who said and did what, about which issue. Pure."""

from pipelines.extract.extractor import MODEL_EPOCH, Extractor, open_extractor

__all__ = ["MODEL_EPOCH", "Extractor", "open_extractor"]
