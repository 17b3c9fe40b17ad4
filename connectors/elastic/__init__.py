"""The Index on Elasticsearch: monthly indices behind one alias, external versions, triaged bulks."""
