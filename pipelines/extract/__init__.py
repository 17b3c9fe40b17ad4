"""Who said and did what, about which issue. Pure."""
