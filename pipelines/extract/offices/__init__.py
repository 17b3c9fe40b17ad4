"""Who held which office when: what dates an article and gives persons their country."""

from pipelines.extract.offices.table import Office, offices, offices_of

__all__ = ["Office", "offices", "offices_of"]
