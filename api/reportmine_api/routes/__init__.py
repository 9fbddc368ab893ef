"""Hold the routes, one file a resource."""
