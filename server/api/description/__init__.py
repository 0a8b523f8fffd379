"""The interface described for machines: OpenAPI 3.1 at `/api/v1/openapi.json`.

The calls stand here by theme; `document` makes one document of them.
"""

from server.api.description.document import blueprint, describe

__all__ = ["blueprint", "describe"]
