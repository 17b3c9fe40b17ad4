"""From what a publisher sent to an article: URL, text, language and dates. Pure."""
