"""Documents that a service gives out about a person: what is asked, and what comes of it (HZ-72). Knows no database."""

from applications.fetching.asking import Connector, Document, NotFetched, Person
from applications.fetching.over_http import HttpConnector

__all__ = ["Connector", "Document", "HttpConnector", "NotFetched", "Person"]
