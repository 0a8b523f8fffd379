"""The machine interface, `/api/v1`: JSON in and out, problems as RFC 9457, described at `/api/v1/openapi.json`."""
